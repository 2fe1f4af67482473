/** Today says the same in picture, words and table, begins kindly when nothing is known, and recovers. */
import { screen, waitFor, within } from '@testing-library/react';
import { fireEvent } from '@testing-library/dom';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeLog } from '../../src/parts/entries/sheet';
import { toastQueue } from '../../src/ui/toasts';
import { afternoon, stopClock } from '../support/day';
import { measurementsRoutes } from '../support/measurements';
import { open } from '../support/render';
import { problem } from '../support/types';

beforeEach(stopClock);
afterEach(() => {
  closeLog();
  toastQueue.clear();
  vi.useRealTimers();
});

const hero = () => screen.findByRole('region', { name: 'Your day as a landscape' });

describe('the landscape', () => {
  it('greets by the hour and counts goals reached', async () => {
    await open('/', afternoon().api);
    expect(await screen.findByRole('heading', { level: 1, name: 'Good afternoon, Camille' })).toBeVisible();
    expect(await within(await hero()).findByText(/^of 5$/)).toBeVisible();
  });

  it('reads every hour aloud, and says which are still to come', async () => {
    await open('/', afternoon().api);
    const scrub = within(await hero()).getByRole('slider', { name: 'Walk through the hours' });
    expect(scrub).toHaveAttribute('max', '23');
    fireEvent.change(scrub, { target: { value: '3' } });
    expect(scrub).toHaveAttribute('aria-valuetext', expect.stringMatching(/^03:00 – 04:00: .*Rest 1\u00A0h/));
    fireEvent.change(scrub, { target: { value: '20' } });
    expect(scrub).toHaveAttribute('aria-valuetext', expect.stringMatching(/still to come$/));
  });

  it('gives the same hours as a table, without the future', async () => {
    const { user } = await open('/', afternoon().api);
    const region = await hero();
    await user.click(within(region).getByRole('button', { name: /read as a table/ }));
    const table = within(region).getByRole('table');
    expect(within(table).getAllByRole('row')).toHaveLength(1 + 17);
  });

  it('opens the rule it is drawn by', async () => {
    const { user } = await open('/', afternoon().api);
    await user.click(within(await hero()).getByRole('button', { name: 'How this picture is drawn' }));
    expect(await screen.findByRole('dialog', { name: 'How this picture is drawn' })).toHaveTextContent('√(minutes in the hour ÷ 60)');
  });
});

describe('goals and entries', () => {
  it('says what is left in the units of the person', async () => {
    await open('/', afternoon({ units: 'imperial' }).api);
    const goals = await screen.findByRole('region', { name: 'Your goals' });
    const water = (await within(goals).findByRole('progressbar', { name: 'Water' })).closest('li');
    expect(water).toHaveTextContent(/fl\u00A0?\s?oz/);
  });

  it('opens the sheet on what moves a goal', async () => {
    const { user } = await open('/', afternoon().api);
    await user.click(await screen.findByRole('button', { name: 'Log something for Water' }));
    const picker = await screen.findByRole('radiogroup', { name: 'Kind' });
    expect(within(picker).getByRole('radio', { name: 'Water' })).toBeChecked();
  });

  it('deletes an entry and takes that back', async () => {
    const { api, life } = afternoon();
    const { user } = await open('/', api);
    const count = life.entries.length;
    const [remove] = await screen.findAllByRole('button', { name: /^Delete / });
    if (remove === undefined) throw new Error('nothing to delete');
    await user.click(remove);
    await waitFor(() => expect(life.entries).toHaveLength(count - 1));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(life.entries).toHaveLength(count));
  });
});

describe('an empty day', () => {
  it('shows a clear horizon and the first step', async () => {
    const { user } = await open('/', afternoon({ days: 0 }).api);
    const region = await hero();
    expect(await within(region).findByText(/A clear horizon/)).toBeVisible();
    expect(within(region).getByRole('img')).toHaveAccessibleName(/nothing has been logged today/);
    expect(screen.queryByRole('heading', { name: 'Sleep' })).toBeNull();
    await user.click(within(region).getByRole('button', { name: 'Log something' }));
    expect(await screen.findByRole('dialog', { name: 'What would you like to log?' })).toBeVisible();
  });
});

describe('a service that fails', () => {
  it('is asked again on a press', async () => {
    const { api } = afternoon();
    let isBroken = true;
    const { life } = afternoon();
    const working = measurementsRoutes(life)['GET /v1/today'];
    api.override({ 'GET /v1/today': (call) => (isBroken || working === undefined ? problem(500, 'internal') : working(call)) });
    const { user } = await open('/', api);
    const retry = await screen.findByRole('button', { name: 'Try again' });
    isBroken = false;
    await user.click(retry);
    expect(await hero()).toBeVisible();
  });

  it.each([
    ['Sleep', 'GET /v1/entries'],
    ['Mood', 'GET /v1/series'],
  ])('for %s alone says so in its card, which comes on a press', async (title, route) => {
    const { api, life } = afternoon();
    const working = measurementsRoutes(life)[route];
    let isBroken = true;
    api.override({ [route]: (call) => (isBroken || working === undefined ? problem(500, 'internal') : working(call)) });
    const { user } = await open('/', api);
    const card = await screen.findByRole('region', { name: title });
    const retry = await within(card).findByRole('button', { name: 'Try again' });
    isBroken = false;
    await user.click(retry);
    expect(await within(await screen.findByRole('region', { name: title })).findByRole('button', { name: `${title}: read as a table` })).toBeVisible();
  });
});

it('has no faults an automatic check can find', async () => {
  const { container } = await open('/', afternoon().api);
  await hero();
  await screen.findByRole('heading', { name: 'Mood' });
  const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations).toEqual([]);
});
