/** A trend can be walked along by keyboard, and says each stop in words. */
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nearest, shapesOf } from '../../src/features/trends/geometry';
import { goalsFor, targetsOver } from '../../src/features/trends/goals';
import type { Series } from '../../src/features/trends/useTrend';
import { goalsRoutes } from '../support/goals';
import { goalOf } from '../support/progress';
import { ok, problem } from '../support/types';
import { afternoon, stopClock } from '../support/day';
import { open } from '../support/render';

beforeEach(stopClock);
afterEach(() => {
  vi.useRealTimers();
});

const points = Array.from({ length: 5 }, (_, i) => ({ on: `202${i}-01-01`, value: i, days: 1 }));

describe('the cursor of a trend', () => {
  it('stands on the newest point first; the figure and the spoken words follow it', async () => {
    await open('/trends?by=day', afternoon().api);
    const walk = await screen.findByRole('slider', { name: 'Walk along the trend' });
    const newest = walk.getAttribute('aria-valuetext');
    expect(newest).toMatch(/^Wed 18 Nov: .+/);
    fireEvent.change(walk, { target: { value: String(Number(walk.getAttribute('max')) - 1) } });
    expect(walk).toHaveAttribute('aria-valuetext', expect.stringMatching(/^Tue 17 Nov: .+/));
    expect(screen.getByText('Tue 17 Nov')).toBeVisible();
    fireEvent.blur(walk);
    expect(walk).toHaveAttribute('aria-valuetext', newest);
  });

  it.each([
    ['sum', 0, 0],
    ['sum', 99, 0],
    ['sum', 101, 1],
    ['sum', 500, 4],
    ['mean', 0, 0],
    ['mean', 68, 0],
    ['mean', 72, 1],
    ['mean', 600, 4],
  ] as const)('finds in a %s at %d px of 500 the point %d', (aggregation, x, index) => {
    expect(nearest(x, 500, { points, aggregation } as Parameters<typeof nearest>[2])).toBe(index);
  });
});

describe('goals over a trend', () => {
  const water = { metric: 'water', area: 'food', unit: 'ml' } as const;
  const daily = goalOf({ ...water, id: 'daily', target: { low: 2000 }, weekday_targets: { '7': { low: 1000 } } });
  const ceiling = goalOf({ ...water, id: 'ceiling', direction: 'at_most', target: { high: 4000 } });
  const weekly = goalOf({ ...water, id: 'weekly', period: 'week', target: { low: 12_000 } });
  const once = goalOf({ ...water, id: 'once', period: 'once', due_on: '2027-01-01', target: { low: 100_000 } });
  const weight = goalOf({ id: 'weight', metric: 'weight', area: 'body', unit: 'kg', period: 'once', due_on: '2027-01-01', direction: 'at_most', target: { high: 64 } });
  const calm = goalOf({ id: 'calm', metric: 'mood', area: 'mind', unit: 'level', period: 'once', due_on: '2027-01-01', target: { low: 4 } });
  const all = [daily, ceiling, weekly, once, weight, calm];

  it('are all those of the period shown, and one-time ones where nothing is added up', () => {
    expect(goalsFor(all, 'water', 'day')).toEqual([daily, ceiling]);
    expect(goalsFor(all, 'water', 'week')).toEqual([weekly]);
    expect(goalsFor(all, 'weight', 'month')).toEqual([weight]);
    expect(goalsFor(all, 'mood', 'day')).toEqual([calm]);
  });

  it('follow the own target of a weekday', () => {
    expect(targetsOver(daily, ['2026-11-14', '2026-11-15', '2026-11-16']).map(({ low }) => low)).toEqual([2000, 1000, 2000]);
    const series = { aggregation: 'sum', points: ['2026-11-14', '2026-11-15', '2026-11-16'].map((on) => ({ on, value: 1500, days: 1 })) } as unknown as Series;
    const { lines } = shapesOf(series, [daily, ceiling], { w: 356, h: 228 }, 0.001).wanted;
    expect(lines.map(({ x1, x2 }) => [x1, x2])).toEqual([[0, 100], [100, 200], [200, 300], [0, 300]]);
  });

  it('are drawn on the page and named in its key', async () => {
    const { api } = afternoon();
    api.override(goalsRoutes([goalOf({ metric: 'sleep_duration', area: 'sleep', unit: 's', target: { low: 27_000 } }), goalOf({ id: 'x', metric: 'sleep_duration', area: 'sleep', unit: 's', direction: 'at_most', target: { high: 36_000 } })]));
    await open('/trends?by=day', api);
    expect(await screen.findByText('Your goals')).toBeVisible();
  });
});

describe('what cannot be read', () => {
  it('of the metrics is said, and read again on request', async () => {
    const { api } = afternoon();
    api.override({ 'GET /v1/metrics': () => problem(403, 'forbidden') });
    const { user } = await open('/trends', api);
    const said = await screen.findByText('The list of metrics could not be read.');
    api.override({ 'GET /v1/metrics': () => ok({ items: [{ code: 'water', unit: 'ml' }] }) });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(said).not.toBeInTheDocument());
  });

  it('of the file is said instead of saved', async () => {
    const { api } = afternoon();
    const saved: string[] = [];
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:file', revokeObjectURL: () => undefined }));
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function save(this: HTMLAnchorElement) {
      saved.push(this.download);
    });
    api.override({ 'GET /v1/series/export': () => problem(403, 'forbidden') });
    const { user } = await open('/trends?metric=water', api);
    await user.click(await screen.findByRole('button', { name: 'CSV' }));
    expect(await screen.findByRole('alertdialog')).toBeVisible();
    expect(saved).toEqual([]);
    api.override({ 'GET /v1/series/export': () => ({ status: 200, body: 'date', headers: { 'content-disposition': 'attachment; filename="serenity-water.csv"' } }) });
    await user.click(screen.getByRole('button', { name: 'CSV' }));
    await waitFor(() => expect(saved).toEqual(['serenity-water.csv']));
  });
});
