/** Whether a sleep is one more or the same again is asked kindly, and the answer is what is sent. */
import { screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outbox } from '../../src/lib/keep';
import { closeLog, openLog } from '../../src/parts/entries/sheet';
import { afternoon, stopClock } from '../support/day';
import { bodiesOf, open } from '../support/render';
import { problem } from '../support/types';

beforeEach(stopClock);
afterEach(async () => {
  closeLog();
  await outbox.clear();
  vi.useRealTimers();
});

async function noteSevenHours() {
  const setting = afternoon();
  const view = await open('/', setting.api);
  await screen.findByRole('heading', { name: 'Logged today' });
  openLog('sleep');
  const sheet = await screen.findByRole('dialog');
  await view.user.click(within(sheet).getByRole('radio', { name: 'Duration only' }));
  const save = () => view.user.click(within(sheet).getByRole('button', { name: 'Log it' }));
  return { ...setting, ...view, sheet, save };
}

const sent = (api: Parameters<typeof bodiesOf>[0]) => bodiesOf(api, 'POST', '/v1/entries').at(-1);
const lengths = (life: { entries: { kind: string; on: string }[] }) => life.entries.filter(({ kind, on }) => kind === 'sleep' && on === '2026-11-18').length;

describe('a sleep without times on a day that has one', () => {
  it.each([
    ['It is one more', 'add', 2],
    ['Replace what was there', 'replace', 1],
  ])('is a question that “%s” answers', async (name, answer, count) => {
    const { user, api, life, sheet, save } = await noteSevenHours();
    await save();
    expect(await within(sheet).findByRole('heading', { name: 'You already logged sleep for this day' })).toBeVisible();
    expect(lengths(life)).toBe(1);
    const { violations } = await axe.run(sheet, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await user.click(within(sheet).getByRole('button', { name }));
    await waitFor(() => expect(sent(api)).toMatchObject({ kind: 'sleep', on_overlap: answer }));
    expect(lengths(life)).toBe(count);
  });

  it('can be looked at again instead', async () => {
    const { user, sheet, save } = await noteSevenHours();
    await save();
    await user.click(await within(sheet).findByRole('button', { name: 'Edit mine' }));
    expect(within(sheet).getByRole('radio', { name: 'Duration only' })).toBeChecked();
  });
});

it('a day that is full says so at the field', async () => {
  const { api, sheet, save } = await noteSevenHours();
  api.override({ 'POST /v1/entries': () => problem(422, 'validation', { errors: [{ in: 'body', pointer: '/duration_seconds', code: 'day_full', detail: 'full' }] }) });
  await save();
  expect(await within(sheet).findByText('A day holds 24 hours of sleep at most.')).toBeVisible();
});
