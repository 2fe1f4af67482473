/** Proves that the welcome asks four things, keeps what was answered, and can be passed over. */
import { screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { accountsState } from '../support/accounts';
import { createFakeApi } from '../support/fake-api';
import { bodiesOf, open } from '../support/render';
import { problem } from '../support/types';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const newcomer = () => createFakeApi(accountsState({ onboarded: false, language: 'fr', focus: [] }));

describe('welcome', () => {
  it('meets a newcomer before anything else', async () => {
    const { router } = await open('/trends', newcomer());
    expect(await screen.findByRole('heading', { name: /How shall we speak/ })).toBeVisible();
    expect(router.state.location.pathname).toBe('/welcome');
  });

  it('speaks the device’s language until another is chosen', async () => {
    const { user } = await open('/welcome', newcomer());
    await user.click(await screen.findByRole('radio', { name: 'Français' }));
    expect(await screen.findByRole('heading', { name: /Comment vous parler/ })).toBeVisible();
  });

  it('keeps each answer and sets the chosen goals', async () => {
    const api = newcomer();
    const { user, router } = await open('/welcome', api);
    await user.click(await screen.findByRole('radio', { name: /Metric/ }));
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await screen.findByRole('heading', { name: /your day end/ });
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await user.click(await screen.findByRole('checkbox', { name: 'Sport' }));
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    await user.click(await screen.findByRole('checkbox', { name: /Steps/ }));
    expect(screen.getByText('1 goal chosen')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Begin' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect(bodiesOf(api, 'PATCH', '/v1/me')).toEqual([
      { language: 'en', units: 'metric' },
      { time_zone: zone, day_end_minutes: 0 },
      { focus: ['sport'] },
      { language: 'en', units: 'metric', time_zone: zone },
      { onboarded: true },
    ]);
    expect(bodiesOf(api, 'POST', '/v1/goals')).toEqual([{ metric: 'steps', direction: 'at_least', period: 'day', target: { low: 8000 } }]);
  });

  it('lets every step be passed over', async () => {
    const api = newcomer();
    const { user, router } = await open('/welcome', api);
    await screen.findByRole('heading', { name: /How shall we speak/ });
    for (let step = 0; step < 4; step += 1) await user.click(screen.getByRole('button', { name: 'Skip' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect(bodiesOf(api, 'PATCH', '/v1/me')).toEqual([{ language: 'en', units: 'imperial', time_zone: zone }, { onboarded: true }]);
  });

  it('tells the time zone before a goal begins in it, and is done only afterwards', async () => {
    const api = newcomer();
    const { user, router } = await open('/welcome', api);
    await screen.findByRole('heading', { name: /How shall we speak/ });
    for (let step = 0; step < 3; step += 1) await user.click(screen.getByRole('button', { name: 'Skip' }));
    await user.click(await screen.findByRole('checkbox', { name: /Sleep/ }));
    await user.click(screen.getByRole('button', { name: 'Begin' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    const writes = api.calls.filter(({ method }) => method !== 'GET').map(({ path, body }) => [path, Object.keys(body).at(-1)]);
    expect(writes).toEqual([
      ['/v1/me', 'time_zone'],
      ['/v1/goals', 'target'],
      ['/v1/me', 'onboarded'],
    ]);
  });

  it('repeats a goal that failed under the same idempotency key', async () => {
    const api = newcomer();
    const keys: (string | null)[] = [];
    let isAway = true;
    const { user } = await open('/welcome', api);
    await screen.findByRole('heading', { name: /How shall we speak/ });
    for (let step = 0; step < 3; step += 1) await user.click(screen.getByRole('button', { name: 'Skip' }));
    api.override({
      'POST /v1/goals': ({ headers }) => {
        keys.push(headers.get('idempotency-key'));
        return isAway ? problem(503, 'unavailable') : { status: 201, body: {} };
      },
    });
    await user.click(await screen.findByRole('checkbox', { name: /Sleep/ }));
    await user.click(screen.getByRole('button', { name: 'Begin' }));
    expect(await screen.findByRole('alert')).toBeVisible();
    isAway = false;
    await user.click(screen.getByRole('button', { name: 'Begin' }));
    await waitFor(() => expect(keys).toHaveLength(2));
    expect(keys[0]).toBe(keys[1]);
  });

  it('has no detectable accessibility fault on any step', async () => {
    const { user, container } = await open('/welcome', newcomer(), 'fr');
    await screen.findByRole('heading', { level: 1 });
    for (let step = 0; step < 4; step += 1) {
      const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
      if (step < 3) await user.click(screen.getByRole('button', { name: /^(Passer|Skip)$/ }));
    }
  });
});
