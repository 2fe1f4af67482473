/** Goals are written, changed and deleted as they are meant; what cannot be read says so and can be tried again. */
import { screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromGoal, toGoalChange, withAmountOn, withDirection } from '../../src/features/goals/editing';
import { goalsRoutes } from '../support/goals';
import { afternoon, stopClock } from '../support/day';
import { goalOf } from '../support/progress';
import { bodiesOf, open } from '../support/render';
import { done, ok, problem, type Schemas } from '../support/types';

beforeEach(stopClock);
afterEach(() => {
  vi.useRealTimers();
});

const meals = goalOf({
  id: 'meals',
  title: 'Meals',
  metric: 'energy_intake',
  area: 'food',
  unit: 'kcal',
  direction: 'range',
  target: { low: 1700, high: 2500 },
  weekday_targets: { '6': { low: 1900, high: 2900 } },
});
const race = goalOf({ id: 'race', metric: 'distance', area: 'sport', unit: 'm', period: 'once', due_on: '2026-11-10', target: { low: 100_000 } });
const metrics: Partial<Schemas['Metric']>[] = ['energy_intake', 'distance', 'water'].map((code) => ({ code, unit: code === 'water' ? 'ml' : 'kcal' }));

async function openGoals(goals = [meals, race]) {
  const { api } = afternoon();
  api.override({ ...goalsRoutes(goals), 'GET /v1/metrics': () => ok({ items: metrics }), 'PATCH /v1/goals/{id}': () => ok({}), 'DELETE /v1/goals/{id}': () => done });
  const view = await open('/goals', api);
  await screen.findByRole('heading', { level: 1, name: 'Goals' });
  return { ...view, api };
}

async function act(user: Awaited<ReturnType<typeof openGoals>>['user'], name: string, item: string) {
  // The menu comes a moment after its page.
  await waitFor(() => expect(screen.getByRole('button', { name: `${name}: actions` })).toBeEnabled());
  await user.click(screen.getByRole('button', { name: `${name}: actions` }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

describe('own targets of weekdays', () => {
  const draft = fromGoal(meals, '2026-11-18');

  it('of a range come back as they were', () => {
    expect(toGoalChange(draft)).toMatchObject({ target: { low: 1700, high: 2500 }, weekday_targets: { '6': { low: 1900, high: 2900 } } });
  });

  it('take the usual number where only one of two is their own', () => {
    const sunday = { ...draft, ownDays: withAmountOn(draft, '7', 'high', 3000) };
    expect(toGoalChange(sunday).weekday_targets).toEqual({ '6': { low: 1900, high: 2900 }, '7': { low: 1700, high: 3000 } });
  });

  it('follow another aim', () => {
    expect(toGoalChange(withDirection(draft, 'at_most')).weekday_targets).toEqual({ '6': { high: 2900 } });
    expect(toGoalChange(withDirection(draft, 'at_least')).weekday_targets).toEqual({ '6': { low: 1900 } });
  });

  it('are two fields a day, each of which shows its own fault', async () => {
    const { user, api } = await openGoals();
    await act(user, 'Meals', 'Edit');
    const dialog = await screen.findByRole('dialog', { name: 'Edit goal' });
    const field = await within(dialog).findByRole('textbox', { name: /^Sat.*, from$/ });
    expect(field).toHaveValue('1,900');
    expect(within(dialog).getByRole('textbox', { name: /^Sun.*, at most$/ })).toHaveValue('2,500');
    api.override({ 'PATCH /v1/goals/{id}': () => problem(422, 'validation', { errors: [{ in: 'body', pointer: '/weekday_targets/6/low', code: 'greater_than', detail: 'too small' }] }) });
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(field).toHaveAttribute('aria-invalid', 'true'));
    expect(bodiesOf(api, 'PATCH', '/v1/goals/meals')[0]).toMatchObject({ weekday_targets: { '6': { low: 1900, high: 2900 } } });
  });
});

describe('the page of goals', () => {
  it('says of a one-time goal that its date has passed', async () => {
    await openGoals();
    expect(await screen.findByText(/ended on 10 Nov/)).toBeVisible();
  });

  it('says when standings are missing, and reads them again on request', async () => {
    const { api, user } = await openGoals();
    api.override({ 'GET /v1/goal-progress': () => problem(403, 'forbidden') });
    const { queryClient } = await import('../../src/lib/queryClient');
    queryClient.removeQueries({ queryKey: ['get', '/v1/goal-progress'] });
    await user.click(screen.getByRole('radio', { name: 'Paused' }));
    await user.click(await screen.findByRole('button', { name: 'See your active goals' }));
    const alert = await screen.findByText('How your goals are doing could not be read.');
    api.override({ 'GET /v1/goal-progress': () => ok({ on: '2026-11-18', items: [], reached: 0 }) });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(alert).not.toBeInTheDocument());
  });

  it('asks before a goal goes for good, accessibly', async () => {
    const { api, user } = await openGoals();
    await act(user, 'Meals', 'Delete');
    const dialog = await screen.findByRole('alertdialog');
    const { violations } = await axe.run(dialog, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(api.calls.some(({ method, path }) => method === 'DELETE' && path === '/v1/goals/meals')).toBe(true);
  });

  it('counts a goal that is gone already as deleted', async () => {
    const { api, user } = await openGoals();
    api.override({ 'DELETE /v1/goals/{id}': () => problem(404, 'not-found') });
    await act(user, 'Meals', 'Delete');
    await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
  });

  it('writes a new goal from an idea, and says when ideas or metrics cannot be read', async () => {
    const { api, user } = await openGoals([]);
    api.override({ 'GET /v1/goal-presets': () => problem(403, 'forbidden'), 'GET /v1/metrics': () => problem(403, 'forbidden') });
    await user.click((await screen.findAllByRole('button', { name: 'New goal' }))[0] as HTMLElement);
    const dialog = await screen.findByRole('dialog', { name: 'New goal' });
    expect(await within(dialog).findByText('The ideas could not be read.')).toBeVisible();
    expect(await within(dialog).findByText('The list of metrics could not be read.')).toBeVisible();
    api.override(goalsRoutes([]));
    await user.click(within(dialog).getAllByRole('button', { name: 'Try again' })[0] as HTMLElement);
    await user.click(await within(dialog).findByRole('button', { name: /Meditation/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Set this goal' }));
    await waitFor(() => expect(bodiesOf(api, 'POST', '/v1/goals')).toEqual([{ metric: 'meditation', direction: 'at_least', period: 'day', target: { low: 600 }, weekday_targets: {} }]));
  });
});
