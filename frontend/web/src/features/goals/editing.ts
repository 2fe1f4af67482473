/** A goal while it is being written: plain values for the fields, and the document the API takes. */
import { addDays, unitRule } from '@serenity/shared';
import type { Schemas } from '../../lib/api';

export type Goal = Schemas['Goal'];
export type Target = Schemas['Target'];
export type Direction = Goal['direction'];
export type Period = Goal['period'];
export type Amount = number | null;
export type Weekday = '1' | '2' | '3' | '4' | '5' | '6' | '7';

/** The two ends of a target; a goal "at least" has only the low one, "at most" only the high one. */
export type Edges = { low: Amount; high: Amount };
export type Edge = keyof Edges;

/** Amounts are in the unit the API stores; an end of a weekday that is null is as on other days. */
export type Draft = Edges & {
  metric: string;
  unit: string;
  direction: Direction;
  period: Period;
  ownDays: Partial<Record<Weekday, Edges>>;
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

const edgesOf = ({ low, high }: Target): Edges => ({ low: low ?? null, high: high ?? null });

export function fromGoal(goal: Goal, today: string): Draft {
  const own = Object.entries(goal.weekday_targets).map(([day, target]) => [day, edgesOf(target)]);
  return {
    metric: goal.metric,
    unit: goal.unit,
    direction: goal.direction,
    period: goal.period,
    ...edgesOf(goal.target),
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

function turned({ low, high }: Edges, direction: Direction): Edges {
  const one = low ?? high;
  if (direction === 'at_least') return { low: one, high: null };
  if (direction === 'at_most') return { low: null, high: high ?? one };
  return { low: one, high: high ?? (one === null ? null : one * 1.5) };
}

export function withDirection(draft: Draft, direction: Direction): Draft {
  const own = Object.entries(draft.ownDays).map(([day, edges]) => [day, turned(edges, direction)]);
  return { ...draft, direction, ...turned(draft, direction), ownDays: Object.fromEntries(own) as Draft['ownDays'] };
}

/** Own targets exist for daily goals. */
export function canHaveOwnDays({ period }: Draft): boolean {
  return period === 'day';
}

/** The ends a direction has. */
export function edges(direction: Direction): readonly Edge[] {
  if (direction === 'range') return ['low', 'high'];
  return direction === 'at_most' ? ['high'] : ['low'];
}

/** What holds on a weekday: its own amount, else the usual one. */
export function amountOn(draft: Draft, day: Weekday, edge: Edge): Amount {
  return draft.ownDays[day]?.[edge] ?? draft[edge];
}

export function withAmountOn(draft: Draft, day: Weekday, edge: Edge, amount: Amount): Draft['ownDays'] {
  return { ...draft.ownDays, [day]: { low: null, high: null, ...draft.ownDays[day], [edge]: amount } };
}

function targetOf(direction: Direction, low: Amount, high: Amount): Target {
  return { ...(direction !== 'at_most' && low !== null ? { low } : {}), ...(direction !== 'at_least' && high !== null ? { high } : {}) };
}

function ownTargets(draft: Draft): Record<string, Target> {
  if (!canHaveOwnDays(draft)) return {};
  const given = weekdays.filter((day) => edges(draft.direction).some((edge) => draft.ownDays[day]?.[edge] != null));
  return Object.fromEntries(given.map((day) => [day, targetOf(draft.direction, amountOn(draft, day, 'low'), amountOn(draft, day, 'high'))]));
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
