/** Where goals stand as the stand-in API plays it: five goals reckoned from the day's values; a range is decided when its day ends. */
import { addDays, wallClock } from '@serenity/shared';
import { ZONE } from './life';
import { dayFrom, type MeasurementsState } from './measurements';
import { ok, type Routes, type Schemas } from './types.ts';

type Goal = Schemas['Goal'];

export function goalOf(change: Partial<Goal> & Pick<Goal, 'metric' | 'area' | 'unit' | 'target'>): Goal {
  return {
    id: `01930000-0000-7000-8000-9000${change.metric.length.toString().padStart(8, '0')}`,
    version: 1,
    direction: 'at_least',
    period: 'day',
    weekday_targets: {},
    state: 'active',
    starts_on: '2026-06-01',
    created_at: '2026-06-01T08:00:00Z',
    title: null,
    due_on: null,
    ...change,
  };
}

export const usualGoals: Goal[] = [
  goalOf({ metric: 'sleep_duration', area: 'sleep', unit: 's', target: { low: 27_000 } }),
  goalOf({ metric: 'water', area: 'food', unit: 'ml', target: { low: 1500 } }),
  goalOf({ metric: 'activity_duration', area: 'sport', unit: 's', target: { low: 9000 }, period: 'week' }),
  goalOf({ metric: 'meditation', area: 'meditation', unit: 's', target: { low: 600 } }),
  goalOf({ metric: 'energy_intake', area: 'food', unit: 'kcal', target: { low: 1800, high: 2200 }, direction: 'range' }),
];

function isMet(goal: Goal, value: number | null): boolean {
  if (value === null || goal.direction !== 'at_least') return false;
  return value >= (goal.target.low ?? 0) && value <= (goal.target.high ?? Infinity);
}

function progressOf(goal: Goal, state: MeasurementsState, today: string): Schemas['Progress'] {
  const length = goal.period === 'week' ? 7 : 1;
  const valueOf = (first: string) => {
    const values = Array.from({ length }, (_, i) => dayFrom(state.entries, addDays(first, i), '').values.find((v) => v.metric === goal.metric)?.value ?? null);
    return values.every((value) => value === null) ? null : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  };
  const start = length === 7 ? addDays(today, -((new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7)) : today;
  const recent = Array.from({ length: 7 }, (_, i) => addDays(start, (i - 6) * length)).map((on) => {
    const value = valueOf(on);
    const met = isMet(goal, value);
    return { on, value, met: value === null || (on === start && !met) ? null : met };
  });
  const value = recent.at(-1)?.value ?? null;
  const met = isMet(goal, value);
  const low = goal.target.low ?? 0;
  const closed = recent.slice(0, -1).toReversed();
  const missedAt = closed.findIndex((period) => period.met !== true);
  const streak = (missedAt === -1 ? closed.length : missedAt) + (met ? 1 : 0);
  return { goal, period_on: start, period_ends_on: addDays(start, length - 1), target: goal.target, value, ratio: Math.min(1, (value ?? 0) / low), met, left: met ? null : Math.max(0, low - (value ?? 0)), streak: { length: streak, best: streak + 4, at_risk: !met && streak > 1 }, recent };
}

export function progressRoutes(state: MeasurementsState, goals: readonly Goal[] = usualGoals): Routes {
  return {
    'GET /v1/goal-progress': () => {
      const today = wallClock(state.now(), ZONE).day;
      const items = goals.map((goal) => progressOf(goal, state, today));
      return ok({ on: today, items, reached: items.filter(({ met }) => met).length });
    },
  };
}
