/** Puts a goal's standing into words: what it is, how far it is, what is left, and what is at stake. */
import type { TFunction } from 'i18next';
import type { Format } from '@serenity/shared';
import type { Schemas } from '../../lib/api';

export type Progress = Schemas['Progress'];
export type GoalState = 'reached' | 'onTrack' | 'open' | 'over' | 'unknown';

/** The goals of the day; one whose date has passed rests on the page of goals. */
export function presentGoals({ on, items }: Pick<Schemas['ProgressList'], 'on' | 'items'>): Progress[] {
  return items.filter((progress) => progress.period_ends_on >= on);
}

export function goalName({ goal }: Progress, t: TFunction): string {
  if (goal.title != null) return goal.title;
  const name = t(`metrics.name.${goal.metric}` as 'metrics.title', { defaultValue: '' });
  return name === '' ? goal.metric : name;
}

/** Past the ceiling of an "at most" or a range; a one-time goal is on its way there, not past it. */
export function isOver({ goal, target, value }: Progress): boolean {
  return goal.period !== 'once' && target.high != null && value != null && value > target.high;
}

/** How full the ring is: what is done, or for a ceiling still to come down to, how near it is. */
export function fractionOf({ goal, target, value, ratio }: Progress): number {
  const comesDown = goal.period === 'once' && target.high != null && value != null && value > target.high;
  return comesDown ? (target.high ?? 0) / (value ?? 1) : ratio;
}

/** Within a ceiling or a range so far; whether it stays there is known when the period ends. */
function isWithin({ goal, target, value }: Progress): boolean {
  return goal.direction !== 'at_least' && value != null && value >= (target.low ?? -Infinity) && value <= (target.high ?? Infinity);
}

export function stateOf(progress: Progress): GoalState {
  if (isOver(progress)) return 'over';
  if (progress.met) return 'reached';
  if (isWithin(progress)) return 'onTrack';
  return progress.value == null ? 'unknown' : 'open';
}

export function targetText({ goal, target }: Progress, format: Format): string {
  const quantity = (value: number) => format.quantity(value, goal.unit);
  if (target.low != null && target.high != null) return `${format.parts(target.low, goal.unit).value}–${quantity(target.high)}`;
  return quantity(target.low ?? target.high ?? 0);
}

export function valueText({ goal, value }: Progress, format: Format): string {
  return value == null ? '–' : format.quantity(value, goal.unit);
}

/** What is left, kindly and in the person's units. */
export function leftText(progress: Progress, t: TFunction, format: Format): string {
  const { goal, target, value, left } = progress;
  const quantity = (amount: number) => format.quantity(amount, goal.unit);
  const state = stateOf(progress);
  const above = (value ?? 0) - (target.high ?? Infinity);
  if (state === 'over') return t(goal.period === 'day' ? 'today.goal.overToday' : 'today.goal.over', { amount: quantity(above) });
  if (above > 0) return t('today.goal.left', { amount: quantity(above) });
  if (goal.direction === 'at_most') return t('today.goal.allowed', { amount: quantity(left ?? Math.max(0, (target.high ?? 0) - (value ?? 0))) });
  if (state === 'reached') return t(goal.direction === 'range' ? 'today.goal.inRange' : 'today.goal.reached');
  if (state === 'onTrack') return canStillGrow(progress) && left ? t('today.goal.inRangeLeft', { amount: quantity(left) }) : t('today.goal.inRange');
  if (left == null) return t(value == null ? 'today.goal.unknown' : 'today.goal.ended');
  return t('today.goal.left', { amount: quantity(left) });
}

export function periodText({ goal, period_ends_on: endsOn }: Progress, t: TFunction, format: Format): string {
  return goal.period === 'once' ? t('today.goal.period.once', { date: format.day(goal.due_on ?? endsOn, 'short') }) : t(`today.goal.period.${goal.period}`);
}

export function streakText({ goal, streak }: Progress, t: TFunction): string | null {
  if (goal.period === 'once' || streak.length === 0) return null;
  return t(`today.goal.streak.${goal.period}`, { count: streak.length });
}

/** A night that is over cannot be slept longer, and a mean cannot be topped up. */
function canStillGrow({ goal, value }: Progress): boolean {
  const isSlept = goal.metric.startsWith('sleep_') && goal.period === 'day' && value != null;
  return !isSlept && !['sleep_quality', 'effort', 'mood', 'weight'].includes(goal.metric);
}

/** The open goal whose streak is at stake, else the one that is nearest; where enough is enough, nothing is asked for. */
export function nextGoal(items: readonly Progress[]): Progress | null {
  const open = items.filter((progress) => ['open', 'unknown'].includes(stateOf(progress)) && progress.goal.direction !== 'at_most' && canStillGrow(progress));
  const atRisk = open.filter(({ streak }) => streak.at_risk).toSorted((a, b) => b.streak.length - a.streak.length);
  return atRisk[0] ?? open.toSorted((a, b) => b.ratio - a.ratio)[0] ?? null;
}

/** What is at stake with an open period, in kind words; null when nothing is. */
export function riskText(progress: Progress, t: TFunction): string | null {
  const { goal, streak } = progress;
  const text = streakText(progress, t);
  if (!streak.at_risk || text === null || goal.period === 'once') return null;
  return t('today.goal.atRisk', { streak: text });
}
