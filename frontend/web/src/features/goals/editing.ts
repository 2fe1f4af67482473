/** A goal while it is being written: plain values for the fields, and the document the API takes. */
import { addDays, unitRule } from '@serenity/shared';
import type { Schemas } from '../../lib/api';

export type Goal = Schemas['Goal'];
export type Target = Schemas['Target'];
export type Direction = Goal['direction'];
export type Period = Goal['period'];
export type Amount = number | null;
export type Weekday = '1' | '2' | '3' | '4' | '5' | '6' | '7';

/** Amounts are in the unit the API stores. */
export type Draft = {
  metric: string;
  unit: string;
  direction: Direction;
  period: Period;
  low: Amount;
  high: Amount;
  ownDays: Partial<Record<Weekday, Amount>>;
  dueOn: string;
  title: string;
};

export const weekdays: readonly Weekday[] = ['1', '2', '3', '4', '5', '6', '7'];
export const directions: readonly Direction[] = ['at_least', 'at_most', 'range'];
export const periods: readonly Period[] = ['day', 'week', 'month', 'year', 'once'];

const fresh = { direction: 'at_least', period: 'day', high: null, ownDays: {}, title: '' } as const;
const ninetyDays = 90;

export function newDraft(today: string): Draft {
  return { ...fresh, metric: 'sleep_duration', unit: 's', low: 8 * 3600, dueOn: addDays(today, ninetyDays) };
}

export function fromPreset({ metric, unit, direction, period, target }: Schemas['Preset'], today: string): Draft {
  return { ...newDraft(today), metric, unit, direction, period, low: target.low ?? null, high: target.high ?? null };
}

/** The one number of a weekday's own target: the floor of an "at least", the ceiling of an "at most". */
function ownAmount(target: Target, direction: Direction): Amount {
  return (direction === 'at_most' ? target.high : target.low) ?? null;
}

export function fromGoal(goal: Goal, today: string): Draft {
  const own = Object.entries(goal.weekday_targets).map(([day, target]) => [day, ownAmount(target, goal.direction)]);
  return {
    metric: goal.metric,
    unit: goal.unit,
    direction: goal.direction,
    period: goal.period,
    low: goal.target.low ?? null,
    high: goal.target.high ?? null,
    ownDays: Object.fromEntries(own) as Draft['ownDays'],
    dueOn: goal.due_on ?? addDays(today, ninetyDays),
    title: goal.title ?? '',
  };
}

/** A first amount when a metric is chosen that had none: a round number in its unit. */
export function withMetric(draft: Draft, metric: string, unit: string): Draft {
  if (unit === draft.unit) return { ...draft, metric };
  const { step, perStored } = unitRule(unit, 'metric');
  const amount = (step * 10) / perStored;
  return { ...draft, metric, unit, low: amount, high: draft.direction === 'at_least' ? null : amount * 2, ownDays: {} };
}

export function withDirection(draft: Draft, direction: Direction): Draft {
  const one = draft.low ?? draft.high;
  if (direction === 'at_least') return { ...draft, direction, low: one, high: null };
  if (direction === 'at_most') return { ...draft, direction, low: null, high: draft.high ?? one };
  return { ...draft, direction, low: one, high: draft.high ?? (one === null ? null : one * 1.5), ownDays: {} };
}

/** Own targets exist for daily goals with one number. */
export function canHaveOwnDays({ period, direction }: Draft): boolean {
  return period === 'day' && direction !== 'range';
}

function targetOf(direction: Direction, low: Amount, high: Amount): Target {
  return { ...(direction !== 'at_most' && low !== null ? { low } : {}), ...(direction !== 'at_least' && high !== null ? { high } : {}) };
}

function ownTargets(draft: Draft): Record<string, Target> {
  if (!canHaveOwnDays(draft)) return {};
  const given = Object.entries(draft.ownDays).filter(([, amount]) => amount !== null);
  return Object.fromEntries(given.map(([day, amount]) => [day, targetOf(draft.direction, amount, amount)]));
}

export function isComplete({ direction, low, high }: Draft): boolean {
  return (direction === 'at_most' || low !== null) && (direction === 'at_least' || high !== null);
}

export function toGoalIn(draft: Draft): Schemas['GoalIn'] {
  return {
    metric: draft.metric,
    direction: draft.direction,
    period: draft.period,
    target: targetOf(draft.direction, draft.low, draft.high),
    weekday_targets: ownTargets(draft),
    ...(draft.period === 'once' ? { due_on: draft.dueOn } : {}),
    ...(draft.title.trim() === '' ? {} : { title: draft.title.trim() }),
  };
}

/** What a goal's metric is cannot change: its history would mean something else. */
export function toGoalChange(draft: Draft): Schemas['GoalChange'] {
  const { metric: _, ...rest } = toGoalIn(draft);
  return { ...rest, title: rest.title ?? null, due_on: rest.due_on ?? null };
}
