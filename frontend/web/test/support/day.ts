/** An afternoon that never moves: a person with weeks of life behind them, and the page's clock standing still. */
import { vi } from 'vitest';
import { accountsState } from './accounts';
import { createFakeApi, type FakeApi } from './fake-api';
import { measurementsRoutes, measurementsState, type MeasurementsState } from './measurements';
import { progressRoutes } from './progress';

export const AFTERNOON = new Date('2026-11-18T15:00:00Z');

/** Only the date is fixed: timers run, so waiting still works. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: AFTERNOON });
}

type Setting = { days?: number; units?: 'metric' | 'imperial' };

export function afternoon({ days = 40, units = 'metric' }: Setting = {}): { api: FakeApi; life: MeasurementsState } {
  const life = measurementsState(days, () => AFTERNOON);
  const progress = days > 0 ? progressRoutes(life) : progressRoutes(life, []);
  const api = createFakeApi(accountsState({ language: 'en', units }), { ...measurementsRoutes(life), ...progress });
  return { api, life };
}
