/** Goals as the stand-in API plays them. */
import { made, ok, type Routes, type Schemas } from './types.ts';

const preset = (code: string, area: Schemas['Preset']['area'], metric: string, unit: string, target: Schemas['Target'], direction: Schemas['Preset']['direction'] = 'at_least'): Schemas['Preset'] => ({
  code,
  area,
  metric,
  unit,
  direction,
  period: 'day',
  target,
});

const presets = [
  preset('sleep_8h', 'sleep', 'sleep_duration', 's', { low: 28_800 }),
  preset('water_2l', 'food', 'water', 'ml', { low: 2000 }),
  preset('walk_8000', 'sport', 'steps', 'count', { low: 8000 }),
  preset('active_30', 'sport', 'activity_duration', 's', { low: 1800 }),
  preset('meditate_10', 'meditation', 'meditation', 's', { low: 600 }),
];

export function goalsRoutes(goals: Schemas['Goal'][] = []): Routes {
  return {
    'GET /v1/goal-presets': () => ok({ items: presets }),
    'GET /v1/goals': () => ok({ items: goals }),
    'POST /v1/goals': ({ body }) => {
      const goal = { id: crypto.randomUUID(), version: 1, area: 'sleep', unit: 's', weekday_targets: {}, state: 'active', starts_on: '2026-11-22', created_at: new Date().toISOString(), ...body } as unknown as Schemas['Goal'];
      goals.push(goal);
      return made(goal);
    },
  };
}
