/** Which goals a trend shows, and what each of them wants at every point. */
import { isoWeekday, type Band } from '@serenity/shared';
import type { Schemas } from '../../lib/api';
import { levels } from '../../parts/goals/text';
import type { By } from './span';

export type Goal = Schemas['Goal'];

/** Goals of the period shown; what is never added up can also be held against a one-time target. */
export function goalsFor(goals: readonly Goal[], metric: string, by: By): Goal[] {
  return goals.filter((goal) => goal.metric === metric && (goal.period === by || (goal.period === 'once' && levels.has(goal.unit))));
}

/** The target of each point: a weekday of its own where the goal has one. */
export function targetsOver(goal: Goal, days: readonly string[]): Band[] {
  return days.map((on) => {
    const { low, high } = (goal.period === 'day' ? goal.weekday_targets[isoWeekday(on)] : undefined) ?? goal.target;
    return { low: low ?? null, high: high ?? null };
  });
}
