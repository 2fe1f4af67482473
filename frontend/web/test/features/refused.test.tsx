/** Proves that what replaced can be taken back whole, and that a kept write refused on sending asks its question and loses nothing. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { flushOutbox } from '../../src/lib/flush';
import { outbox } from '../../src/lib/keep';
import { tellRefused } from '../../src/parts/entries/refused';
import { closeLog } from '../../src/parts/entries/sheet';
import { toastQueue } from '../../src/ui/toasts';
import { afternoon, stopClock } from '../support/day';
import { open, plug } from '../support/render';
import { openSheet, pick, posts } from '../support/sheet';

beforeEach(stopClock);
afterEach(async () => {
  closeLog();
  toastQueue.clear();
  await outbox.clear();
  vi.useRealTimers();
});

describe('overlapping nights', () => {
  it('are taken back whole: the night that was replaced returns', async () => {
    const { user, life, sheet } = await openSheet();
    const nights = () => life.entries.filter(({ kind, on }) => kind === 'sleep' && on === '2026-11-18').map(({ id }) => id);
    const before = nights();
    await pick(sheet, user, 'Sleep');
    await user.keyboard('{Enter}');
    await user.click(await within(sheet).findByRole('button', { name: 'Replace the earlier one' }));
    await waitFor(() => expect(nights()).not.toEqual(before));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(nights()).toEqual(before));
  });

  const nightsOn = (entries: readonly { kind: string; on: string }[]) => entries.filter(({ kind, on }) => kind === 'sleep' && on === '2026-11-18');

  async function keepNight() {
    const view = await openSheet();
    const line = { isDown: true };
    plug(view.api, line);
    await pick(view.sheet, view.user, 'Sleep');
    await view.user.click(within(view.sheet).getByRole('radio', { name: 'Deeply' }));
    await view.user.keyboard('{Enter}');
    await waitFor(async () => expect(await outbox.pending()).toHaveLength(1));
    line.isDown = false;
    tellRefused(await flushOutbox());
    return view;
  }

  it('asks about a kept night that overlaps, with every word of it, and sends the answer', async () => {
    const { user, api, life } = await keepNight();
    const [before] = nightsOn(life.entries);
    expect(screen.getByText('1 entry needs your answer')).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'See it' }));
    const sheet = await screen.findByRole('dialog', { name: 'Edit: Sleep' });
    expect(within(sheet).getByRole('radio', { name: 'Deeply' })).toBeChecked();
    await user.click(within(sheet).getByRole('button', { name: 'Replace the earlier one' }));
    await waitFor(() => expect(posts(api).at(-1)).toMatchObject({ kind: 'sleep', quality: 5, on_overlap: 'replace' }));
    await waitFor(async () => expect(await outbox.all()).toEqual([]));
    expect(screen.queryByText('1 entry needs your answer')).toBeNull();
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(nightsOn(life.entries)).toEqual([before]));
  });

  it('keeps such a night until its person decides, and forgets it when they say so', async () => {
    const { user, life } = await keepNight();
    await user.click(screen.getByRole('button', { name: '1 entry needs your answer' }));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Edit: Sleep' })).toBeNull());
    expect(await outbox.all()).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: '1 entry needs your answer' }));
    const sheet = await screen.findByRole('dialog', { name: 'Edit: Sleep' });
    await user.click(within(sheet).getByRole('button', { name: 'Edit mine' }));
    await user.click(within(sheet).getByRole('button', { name: 'Do not keep it' }));
    await waitFor(async () => expect(await outbox.all()).toEqual([]));
    expect(nightsOn(life.entries)).toHaveLength(1);
  });

  it('lays a kept change on top of what was changed elsewhere meanwhile', async () => {
    const setting = afternoon();
    const { user } = await open('/', setting.api);
    const [first] = await screen.findAllByRole('button', { name: /^Edit Water/ });
    if (first === undefined) throw new Error('no water today');
    await user.click(first);
    const field = within(await screen.findByRole('dialog', { name: 'Edit: Water' })).getByRole('textbox', { name: 'How much?' });
    const line = { isDown: true };
    plug(setting.api, line);
    await user.clear(field);
    await user.type(field, '420{Enter}');
    await waitFor(async () => expect(await outbox.pending()).toHaveLength(1));
    for (const entry of setting.life.entries) if (entry.kind === 'water') Object.assign(entry, { version: 2, note: 'Tea' });
    line.isDown = false;
    tellRefused(await flushOutbox());
    await user.click(await screen.findByRole('button', { name: 'See it' }));
    const sheet = await screen.findByRole('dialog', { name: 'Edit: Water' });
    expect(within(sheet).getByText(/lies on top of its latest version/)).toBeVisible();
    expect(within(sheet).getByRole('textbox', { name: 'How much?' })).toHaveValue('420');
    await user.click(within(sheet).getByRole('button', { name: 'Save changes' }));
    await waitFor(() => expect(setting.life.entries).toContainEqual(expect.objectContaining({ volume_ml: 420, note: 'Tea', version: 3 })));
    expect(await outbox.all()).toEqual([]);
  });

  it('takes a replacement back in its order when the line drops meanwhile', async () => {
    const { user, api, life, sheet } = await openSheet();
    const before = nightsOn(life.entries);
    await pick(sheet, user, 'Sleep');
    await user.keyboard('{Enter}');
    await user.click(await within(sheet).findByRole('button', { name: 'Replace the earlier one' }));
    const undo = await screen.findByRole('button', { name: 'Undo' });
    const line = { isDown: true };
    plug(api, line);
    await user.click(undo);
    await waitFor(async () => expect((await outbox.pending()).map(({ method, path }) => `${method} ${path}`)).toEqual([expect.stringMatching(/^DELETE/), expect.stringMatching(/restore$/)]));
    line.isDown = false;
    expect(await flushOutbox()).toEqual([]);
    expect(nightsOn(life.entries)).toEqual(before);
  });
});
