/** Anything is noted by keyboard in a few keys; refusals are told where they belong; nothing typed is lost. */
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outbox } from '../../src/lib/keep';
import { toastQueue } from '../../src/ui/toasts';
import { closeLog } from '../../src/parts/entries/sheet';
import { afternoon, stopClock } from '../support/day';
import { open, plug } from '../support/render';
import { openSheet, pick, posts } from '../support/sheet';
import { problem } from '../support/types';

beforeEach(stopClock);
afterEach(async () => {
  closeLog();
  toastQueue.clear();
  await outbox.clear();
  vi.useRealTimers();
});

describe('by keyboard', () => {
  it('notes the most usual thing with two keys', async () => {
    const { user, api, sheet } = await openSheet();
    expect(within(sheet).getByRole('radio', { name: 'Water' })).toHaveFocus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(posts(api)).toEqual([{ kind: 'water', zone: 'Europe/Paris', at: '2026-11-18T15:00:00.000Z', volume_ml: expect.any(Number) }]));
    await waitFor(() => expect(sheet).not.toBeInTheDocument());
    expect(await screen.findByText('Logged')).toBeVisible();
  });

  it('chooses a kind by its digit and types a number straight away', async () => {
    const { user, api, sheet } = await openSheet();
    await pick(sheet, user, 'Steps');
    await waitFor(() => expect(within(sheet).getByRole('textbox', { name: 'Steps' })).toHaveFocus());
    await user.keyboard('8421{Enter}');
    await waitFor(() => expect(posts(api)).toEqual([{ kind: 'steps', zone: 'Europe/Paris', on: '2026-11-18', steps: 8421 }]));
  });

  it('moves through moods with the arrows', async () => {
    const { user, api, sheet } = await openSheet();
    await pick(sheet, user, 'Mood');
    await waitFor(() => expect(within(sheet).getByRole('radio', { name: 'Heavy' })).toHaveFocus());
    await user.keyboard('{ArrowRight}{ArrowRight}{Enter}');
    await waitFor(() => expect(posts(api)[0]).toMatchObject({ kind: 'mood', mood: expect.any(Number) }));
  });

  it('asks for a mood before it notes one, with nothing chosen by itself', async () => {
    const { user, api, sheet } = await openSheet();
    await pick(sheet, user, 'Mood');
    const first = within(sheet).getByRole('radio', { name: 'Heavy' });
    await waitFor(() => expect(first).toHaveFocus());
    expect(first).not.toBeChecked();
    await user.keyboard('{Enter}');
    expect(await within(sheet).findByText('Please choose one.')).toBeVisible();
    expect(first).toHaveFocus();
    expect(posts(api)).toEqual([]);
    await user.keyboard('{ArrowRight}{Enter}');
    await waitFor(() => expect(posts(api)[0]).toMatchObject({ kind: 'mood', mood: expect.any(Number) }));
  });

  it('says so as well when Enter comes before the moods do', async () => {
    const { user, api, sheet } = await openSheet();
    const digit = within(sheet).getByRole('radio', { name: 'Mood' }).closest('label')?.querySelector('kbd')?.textContent ?? '';
    await user.keyboard(`${digit}{Enter}`);
    expect(await within(sheet).findByText('Please choose one.')).toBeVisible();
    await waitFor(() => expect(within(sheet).getByRole('radio', { name: 'Heavy' })).toHaveFocus());
    expect(posts(api)).toEqual([]);
  });

  it('takes pounds and sends kilograms', async () => {
    const { user, api, sheet } = await openSheet(afternoon({ units: 'imperial' }));
    await pick(sheet, user, 'Weight');
    const field = within(sheet).getByRole('textbox', { name: 'Weight' });
    await waitFor(() => expect(field).toHaveFocus());
    await user.clear(field);
    await user.keyboard('150{Enter}');
    await waitFor(() => expect(posts(api)[0]).toMatchObject({ kind: 'weight', weight_kg: expect.closeTo(68.039, 3) }));
  });

  it('is not opened by an L that is typed into a field', async () => {
    const { user } = await openSheet();
    await user.click(screen.getByRole('textbox', { name: /A word about it/ }));
    await user.keyboard('l2');
    expect(screen.getByRole('textbox', { name: /A word about it/ })).toHaveValue('l2');
    expect(screen.getAllByRole('dialog')).toHaveLength(1);
  });

  it('takes back what was just noted', async () => {
    const { user, life } = await openSheet();
    const count = life.entries.length;
    await user.keyboard('{Enter}');
    await waitFor(() => expect(life.entries).toHaveLength(count + 1));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(life.entries).toHaveLength(count));
  });
});

describe('refusals', () => {
  it('ask for what is missing at its field, sending nothing', async () => {
    const { user, api, sheet } = await openSheet();
    await pick(sheet, user, 'Steps');
    await waitFor(() => expect(within(sheet).getByRole('textbox', { name: 'Steps' })).toHaveFocus());
    await user.keyboard('{Enter}');
    expect(await within(sheet).findByText('Please fill this in.')).toBeVisible();
    expect(posts(api)).toEqual([]);
  });

  it('of the service stand at the field they speak of', async () => {
    const { user, sheet } = await openSheet();
    await pick(sheet, user, 'Meal');
    const field = within(sheet).getByRole('textbox', { name: 'Energy' });
    await user.clear(field);
    await user.type(field, '90000{Enter}');
    expect(await within(sheet).findByText('This value is out of range.')).toBeVisible();
    expect(field).toHaveAttribute('aria-invalid', 'true');
    expect(field).toHaveValue('90,000');
  });

  it('for an overlapping night are a question', async () => {
    const { user, api, life, sheet } = await openSheet();
    const nights = () => life.entries.filter(({ kind, on }) => kind === 'sleep' && on === '2026-11-18').length;
    expect(nights()).toBe(1);
    await pick(sheet, user, 'Sleep');
    await user.keyboard('{Enter}');
    await user.click(await within(sheet).findByRole('button', { name: 'Replace the earlier one' }));
    await waitFor(() => expect(posts(api).at(-1)).toMatchObject({ kind: 'sleep', on_overlap: 'replace' }));
    expect(nights()).toBe(1);
  });
});

describe('when the service is away', () => {
  it('keeps what was typed, shows it as waiting and sends it once', async () => {
    const { user, api, life } = await openSheet();
    const count = life.entries.length;
    const line = { isDown: true };
    plug(api, line);
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Waiting to be sent')).toBeVisible();
    expect(await outbox.pending()).toHaveLength(1);
    line.isDown = false;
    await outbox.flush();
    await waitFor(() => expect(life.entries).toHaveLength(count + 1));
    expect(posts(api)).toHaveLength(1);
    expect(await outbox.pending()).toEqual([]);
  });

  it('does the same for a 503', async () => {
    const { user, api } = await openSheet();
    api.override({ 'POST /v1/entries': () => problem(503, 'unavailable', {}, { 'retry-after': '1' }) });
    await user.keyboard('{Enter}');
    expect(await screen.findByText('Waiting to be sent')).toBeVisible();
    const [write] = await outbox.pending();
    expect(write?.id).toBe(api.calls.find(({ method, path }) => method === 'POST' && path === '/v1/entries')?.headers.get('idempotency-key'));
  });
});

describe('an entry', () => {
  async function openFirst() {
    const setting = afternoon();
    const view = await open('/', setting.api);
    const buttons = await screen.findAllByRole('button', { name: /^Edit Water/ });
    const [first] = buttons;
    if (first === undefined) throw new Error('no water today');
    await view.user.click(first);
    const sheet = await screen.findByRole('dialog', { name: 'Edit: Water' });
    return { ...view, ...setting, sheet };
  }

  it('is changed with its version, and changed back by undo', async () => {
    const { user, api, life, sheet } = await openFirst();
    const before = life.entries.map(({ volume_ml: ml }) => ml);
    const field = within(sheet).getByRole('textbox', { name: 'How much?' });
    await user.clear(field);
    await user.type(field, '420{Enter}');
    await waitFor(() => expect(life.entries.some(({ volume_ml: ml }) => ml === 420)).toBe(true));
    expect(api.calls.find(({ method }) => method === 'PATCH')?.headers.get('if-match')).toBe('"1"');
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(life.entries.map(({ volume_ml: ml }) => ml)).toEqual(before));
  });

  it('changed elsewhere is shown as it is now', async () => {
    const { user, life, sheet } = await openFirst();
    for (const entry of life.entries) if (entry.kind === 'water') Object.assign(entry, { version: 2, volume_ml: 777 });
    const field = within(sheet).getByRole('textbox', { name: 'How much?' });
    await user.clear(field);
    await user.type(field, '420{Enter}');
    expect(await within(sheet).findByText(/changed elsewhere/)).toBeVisible();
    await waitFor(() => expect(within(sheet).getByRole('textbox', { name: 'How much?' })).toHaveValue('777'));
  });
});
