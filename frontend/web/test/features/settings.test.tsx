/** Proves that settings take effect at once, are taken back when refused, and that an account can end. */
import { screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { outbox } from '../../src/lib/keep';
import * as page from '../../src/lib/page';
import { accountsState } from '../support/accounts';
import { createFakeApi } from '../support/fake-api';
import { bodiesOf, open } from '../support/render';
import { ok, problem } from '../support/types';

const person = () => createFakeApi(accountsState({ language: 'en' }));

describe('settings', () => {
  it('changes the theme at once and keeps it', async () => {
    const api = person();
    const { user } = await open('/settings', api);
    await user.click(await screen.findByRole('radio', { name: 'Night' }));
    expect(document.documentElement.dataset.theme).toBe('night');
    await waitFor(() => expect(bodiesOf(api, 'PATCH', '/v1/me')).toEqual([{ theme: 'night' }]));
    expect(localStorage.getItem('serenity.theme')).toBe('night');
  });

  it('speaks the chosen language', async () => {
    const { user } = await open('/settings', person());
    await user.click(await screen.findByRole('radio', { name: 'Français' }));
    expect(await screen.findByRole('heading', { name: 'Réglages' })).toBeVisible();
  });

  it('takes a refused change back and says so', async () => {
    const api = person();
    api.override({ 'PATCH /v1/me': () => problem(403, 'forbidden') });
    const { user } = await open('/settings', api);
    await user.click(await screen.findByRole('radio', { name: /Imperial/ }));
    expect(await screen.findByText('This is not allowed.')).toBeVisible();
    expect(screen.getByRole('radio', { name: /Metric/ })).toBeChecked();
  });

  it('applies a change to the newer record when it changed elsewhere', async () => {
    const api = person();
    const { user } = await open('/settings', api);
    await screen.findByRole('radio', { name: /Imperial/ });
    api.state.profile = { ...api.state.profile, version: 7, display_name: 'Camille B.' };
    await user.click(screen.getByRole('radio', { name: /Imperial/ }));
    await waitFor(() => expect(api.state.profile).toMatchObject({ units: 'imperial', version: 8 }));
  });

  it('saves the name, and empties it', async () => {
    const api = person();
    const { user } = await open('/settings', api);
    await user.clear(await screen.findByLabelText('First name or nickname'));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(bodiesOf(api, 'PATCH', '/v1/me')).toEqual([{ display_name: null }]));
  });

  it('shows the stored hour again when a quiet hour is refused', async () => {
    const api = person();
    const { user } = await open('/settings', api);
    await user.click(await screen.findByRole('switch', { name: /Quiet hours/ }));
    const field = await screen.findByRole('group', { name: 'From' });
    const hours = () => within(screen.getByRole('group', { name: 'From' })).getAllByRole('spinbutton')[0];
    expect(field).toBeVisible();
    expect(hours()).toHaveTextContent('22');
    api.override({ 'PUT /v1/notification-preferences': () => problem(422, 'validation') });
    await user.click(hours()!);
    await user.keyboard('07');
    await user.tab();
    await user.tab();
    await user.tab();
    await waitFor(() => expect(bodiesOf(api, 'PUT', '/v1/notification-preferences')).toHaveLength(2));
    await waitFor(() => expect(hours()).toHaveTextContent('22'));
  });

  it('turns quiet hours on from evening to morning', async () => {
    const api = person();
    const { user } = await open('/settings', api);
    await user.click(await screen.findByRole('switch', { name: /Quiet hours/ }));
    await waitFor(() => expect(bodiesOf(api, 'PUT', '/v1/notification-preferences')).toEqual([{ goal_reached: true, streak_at_risk: true, quiet_from_minutes: 1320, quiet_to_minutes: 420 }]));
    expect(await screen.findByText('From')).toBeVisible();
  });

  it('takes a session that is gone already as ended', async () => {
    const api = person();
    const { user } = await open('/settings', api);
    const end = await screen.findByRole('button', { name: 'Sign out: Safari on iPhone' });
    api.state.sessions = api.state.sessions.filter(({ current }) => current);
    api.override({ 'DELETE /v1/sessions/{id}': () => problem(404, 'not-found') });
    await user.click(end);
    expect(await screen.findByText('You are signed in nowhere else.')).toBeVisible();
    expect(await screen.findByText('Signed out')).toBeVisible();
  });

  it('ends another session', async () => {
    const api = person();
    const { user } = await open('/settings', api);
    await user.click(await screen.findByRole('button', { name: 'Sign out: Safari on iPhone' }));
    expect(await screen.findByText('You are signed in nowhere else.')).toBeVisible();
    expect(api.state.sessions.map(({ id }) => id)).toEqual(['s1']);
  });

  it('has no detectable accessibility fault', async () => {
    const { container } = await open('/settings', person());
    await screen.findByText('Safari on iPhone');
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
  });
});

describe('leaving for now', () => {
  it('ends the session, forgets and opens a fresh page', async () => {
    const opened = vi.spyOn(page, 'openPage').mockImplementation(() => undefined);
    const api = person();
    const { user } = await open('/settings', api);
    await user.click(await screen.findByRole('button', { name: 'Sign out' }));
    await waitFor(() => expect(opened).toHaveBeenCalledWith('/sign-in'));
    expect(api.state.signedIn).toBe(false);
  });

  const waiting = { id: 'w1', method: 'POST', path: '/v1/entries', body: { kind: 'water' }, headers: {}, createdAt: '2026-11-22T08:00:00Z' } as const;

  it('asks first when something has not been sent, and stays when told to', async () => {
    const opened = vi.spyOn(page, 'openPage').mockImplementation(() => undefined);
    opened.mockClear();
    const api = person();
    api.override({ 'POST /v1/entries': () => problem(503, 'unavailable') });
    const { user } = await open('/settings', api);
    await outbox.keep(waiting);
    await user.click(await screen.findByRole('button', { name: 'Sign out' }));
    const dialog = await screen.findByRole('alertdialog', { name: '1 entry has not been sent yet' });
    await user.click(within(dialog).getByRole('button', { name: 'Stay signed in' }));
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
    expect(api.state.signedIn).toBe(true);
    expect(await outbox.all()).toEqual([waiting]);
    await user.click(screen.getByRole('button', { name: 'Sign out' }));
    await user.click(await screen.findByRole('button', { name: 'Sign out without it' }));
    await waitFor(() => expect(opened).toHaveBeenCalledWith('/sign-in'));
    expect(await outbox.all()).toEqual([]);
  });

  it('sends what it can before it asks', async () => {
    const opened = vi.spyOn(page, 'openPage').mockImplementation(() => undefined);
    opened.mockClear();
    const api = person();
    const { user } = await open('/settings', api);
    await outbox.keep(waiting);
    await user.click(await screen.findByRole('button', { name: 'Sign out' }));
    await waitFor(() => expect(opened).toHaveBeenCalledWith('/sign-in'));
    expect(bodiesOf(api, 'POST', '/v1/entries')).toEqual([waiting.body]);
  });

  it('says how much was lost when the session ended elsewhere', async () => {
    const opened = vi.spyOn(page, 'openPage').mockImplementation(() => undefined);
    opened.mockClear();
    const api = person();
    api.override({ 'POST /v1/entries': () => problem(401, 'unauthorized'), 'PATCH /v1/me': () => problem(401, 'unauthorized') });
    const { user } = await open('/settings', api);
    await outbox.keep(waiting);
    await user.click(await screen.findByRole('radio', { name: 'Night' }));
    await waitFor(() => expect(opened).toHaveBeenCalledWith('/sign-in?next=%2Fsettings#ended=1'));
    await open('/sign-in?next=%2Fsettings#ended=1', createFakeApi(accountsState({ language: 'en' }, false)));
    expect(await screen.findAllByText('1 entry had not been sent yet, and could not be kept.')).not.toEqual([]);
  });

  it('goes to the door and remembers the page when the session has ended elsewhere', async () => {
    const opened = vi.spyOn(page, 'openPage').mockImplementation(() => undefined);
    const api = person();
    const { user } = await open('/settings', api);
    await screen.findByRole('radio', { name: 'Night' });
    api.override({ 'PATCH /v1/me': () => problem(401, 'unauthorized') });
    await user.click(screen.getByRole('radio', { name: 'Night' }));
    await waitFor(() => expect(opened).toHaveBeenCalledWith('/sign-in?next=%2Fsettings#ended'));
  });
});

describe('leaving for good', () => {
  const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
  const stale = (change = {}) => {
    const api = createFakeApi(accountsState({ language: 'en', ...change }));
    api.override({ 'GET /v1/session': () => ok({ signed_in: true, csrf_token: 'csrf', user_id: 'u', authenticated_at: hourAgo, providers: ['Google'] }) });
    return api;
  };

  it('asks for the password, then deletes and forgets', async () => {
    const left = vi.spyOn(page, 'openPage').mockImplementation(() => undefined);
    const api = stale();
    const { user } = await open('/settings', api);
    await user.click(await screen.findByRole('button', { name: 'Delete my account' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete your account?' });
    await user.type(within(dialog).getByLabelText('Password'), 'wrong');
    await user.click(within(dialog).getByRole('button', { name: 'Yes, delete everything' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('not the right password');
    await user.clear(within(dialog).getByLabelText('Password'));
    await user.type(within(dialog).getByLabelText('Password'), 'right');
    await user.click(within(dialog).getByRole('button', { name: 'Yes, delete everything' }));
    await waitFor(() => expect(left).toHaveBeenCalledWith('/sign-in#deleted'));
    expect(api.state.signedIn).toBe(false);
  });

  it('sends people without a password to their provider', async () => {
    const { user } = await open('/settings', stale({ has_password: false }));
    await user.click(await screen.findByRole('button', { name: 'Delete my account' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete your account?' });
    expect(within(dialog).getByRole('button', { name: 'Confirm with Google' })).toBeVisible();
    expect(within(dialog).queryByRole('button', { name: 'Yes, delete everything' })).toBeNull();
  });
});
