/** The journal lists everything by day, newest first, page by page, and can be narrowed from its address. */
import { screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { byDay } from '../../src/features/log/byDay';
import { entryOf } from '../support/life';
import { afternoon, stopClock } from '../support/day';
import { open } from '../support/render';

beforeEach(stopClock);
afterEach(() => vi.useRealTimers());

describe('the journal', () => {
  it('begins with today and goes on by the cursor', async () => {
    const { api } = afternoon();
    const { user } = await open('/log', api);
    await waitFor(() => expect(document.querySelector('main section')).toHaveAccessibleName(/^today/i));
    expect(api.calls.find(({ path, query }) => path === '/v1/entries' && query.get('limit') === '50')?.query.has('cursor')).toBe(false);
    const rows = () => document.querySelectorAll('main section li').length;
    const before = rows();
    await user.click(screen.getByRole('button', { name: 'Show earlier entries' }));
    await waitFor(() => expect(rows()).toBeGreaterThan(before + 40));
    expect(api.calls.some(({ query }) => query.get('cursor') === '50')).toBe(true);
  });

  it('is narrowed to one kind, and keeps that in the address', async () => {
    const { api } = afternoon();
    const { user, router } = await open('/log', api);
    const filter = await screen.findByLabelText('Kind');
    await user.click(within(filter).getByText('Mood'));
    await waitFor(() => expect(router.state.location.search).toBe('?kind=mood'));
    await waitFor(() => expect(screen.queryByText(/^Edit Water/)).toBeNull());
    expect(screen.getAllByText(/^Edit Mood/).length).toBeGreaterThan(10);
  });

  it('goes to a date from its address and ignores nonsense', async () => {
    const { api } = afternoon();
    await open('/log?until=2026-11-01&kind=dragons', api);
    await waitFor(() => expect(document.querySelector('main section')).toHaveAccessibleName(/1 November/));
  });

  it('begins kindly when it is empty', async () => {
    await open('/log', afternoon({ days: 0 }).api);
    expect(await screen.findByRole('heading', { name: 'Your journal begins here' })).toBeVisible();
  });

  it('has no faults an automatic check can find', async () => {
    const { container } = await open('/log', afternoon({ days: 4 }).api);
    await screen.findAllByRole('region', { name: /November/ });
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations).toEqual([]);
  });
});

describe('byDay', () => {
  it('sorts days and what is in them newest first, whole-day entries last', () => {
    const steps = entryOf('steps', '2026-11-02', { steps: 4000 });
    const early = entryOf('mood', '2026-11-02', { started_at: '2026-11-02T07:00:00Z', mood: 3 });
    const late = entryOf('mood', '2026-11-02', { started_at: '2026-11-02T19:00:00Z', mood: 4 });
    const older = entryOf('mood', '2026-11-01', { started_at: '2026-11-01T19:00:00Z', mood: 4 });
    expect(byDay([older, steps, early, late]).map(({ on, entries }) => [on, entries])).toEqual([
      ['2026-11-02', [late, early, steps]],
      ['2026-11-01', [older]],
    ]);
  });
});
