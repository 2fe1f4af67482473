/** Proves that every door opens, says kindly why it does not, and leads back to where one wanted to go. */
import { screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { carry } from '../../src/features/auth/entry';
import { accountsState } from '../support/accounts';
import { createFakeApi } from '../support/fake-api';
import { bodiesOf, open } from '../support/render';
import { problem } from '../support/types';

const stranger = (language: 'fr' | 'en' = 'en') => createFakeApi(accountsState({ language }, false));
const password = 'a calm and long sentence';

async function fillIn(user: Awaited<ReturnType<typeof open>>['user'], secret: string) {
  await user.type(await screen.findByLabelText('E-mail address'), 'a@example.org');
  await user.type(screen.getByLabelText('Password'), secret);
}

// What one door hands to the next lives in memory, across tests too.
beforeEach(() => carry('', null));

describe('sign in', () => {
  it('sends a stranger to the door and back to the page that was wanted', async () => {
    const api = stranger();
    const { user, router } = await open('/settings', api);
    expect(await screen.findByRole('heading', { name: 'Welcome back' })).toBeVisible();
    expect(router.state.location.search).toBe('?next=%2Fsettings');
    await fillIn(user, password);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings'));
    expect(bodiesOf(api, 'POST', '/v1/auth/sign-in')).toEqual([{ email: 'a@example.org', password }]);
  });

  it('says that address and password do not fit', async () => {
    const { user } = await open('/sign-in', stranger());
    await fillIn(user, 'wrong');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('do not go together');
  });

  it('takes an unconfirmed person to the code', async () => {
    const api = stranger();
    api.override({ 'POST /v1/auth/sign-in': () => problem(403, 'unconfirmed') });
    const { user } = await open('/sign-in', api);
    await fillIn(user, password);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText(/on its way to a@example.org/)).toBeVisible();
  });

  it('never follows an address of another origin', async () => {
    const { router, user } = await open('/sign-in?next=//elsewhere.example', stranger());
    await fillIn(user, password);
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
  });

  it('offers every provider with the way back', async () => {
    await open('/sign-in?next=/trends', stranger());
    const google = await screen.findByRole('link', { name: 'Continue with Google' });
    expect(google).toHaveAttribute('href', '/v1/auth/authorize/Google?return_to=%2Ftrends');
    expect(screen.getAllByRole('link', { name: /^Continue with/ })).toHaveLength(4);
  });

  it('shows what was typed as a password only when asked', async () => {
    const { user } = await open('/sign-in', stranger());
    await user.click(await screen.findByRole('button', { name: 'Show password' }));
    expect(screen.getByLabelText('Password')).toHaveAttribute('type', 'text');
  });
});

describe('sign up', () => {
  it('goes from the address over the code straight in', async () => {
    const api = stranger('fr');
    const { user, router } = await open('/sign-up', api, 'fr');
    await user.type(await screen.findByLabelText('Adresse e-mail'), 'b@example.org');
    await user.type(screen.getByLabelText('Mot de passe'), password);
    await user.click(screen.getByRole('button', { name: 'Créer mon compte' }));
    await user.type(await screen.findByLabelText('Code'), '12 34 56');
    await user.click(screen.getByRole('button', { name: 'Confirmer' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect(bodiesOf(api, 'POST', '/v1/auth/sign-up')).toEqual([{ email: 'b@example.org', password, language: 'fr' }]);
    expect(bodiesOf(api, 'POST', '/v1/auth/confirm')).toEqual([{ email: 'b@example.org', code: '123456' }]);
  });

  it('keeps a wrong code at its field', async () => {
    const api = stranger();
    const { user } = await open('/confirm', api);
    await user.type(await screen.findByLabelText('E-mail address'), 'b@example.org');
    await user.type(screen.getByLabelText('Code'), '000000');
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('That code is not right, or it has expired.')).toBeVisible();
    expect(screen.getByLabelText('Code')).toHaveAttribute('aria-invalid', 'true');
  });
});

describe('forgotten password', () => {
  it('asks for the address, then for code and new password', async () => {
    const api = stranger();
    const { user } = await open('/forgot', api);
    await user.type(await screen.findByLabelText('E-mail address'), 'c@example.org');
    await user.click(screen.getByRole('button', { name: 'Send the code' }));
    await user.type(await screen.findByLabelText('Code'), '123456');
    await user.type(screen.getByLabelText('New password'), password);
    await user.click(screen.getByRole('button', { name: 'Change the password' }));
    expect(await screen.findByRole('heading', { name: 'Welcome back' })).toBeVisible();
    expect(bodiesOf(api, 'POST', '/v1/auth/reset')).toEqual([{ email: 'c@example.org', code: '123456', password }]);
    expect(screen.getByLabelText('E-mail address')).toHaveValue('c@example.org');
  });
});

describe('every door', () => {
  it.each(['/sign-in', '/sign-up', '/confirm', '/forgot', '/auth/failed?reason=denied'])('%s has no detectable accessibility fault', async (path) => {
    const { container } = await open(path, stranger());
    await screen.findByRole('heading', { level: 1 });
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('changes its language on the spot', async () => {
    const { user } = await open('/sign-in', stranger());
    const switcher = await screen.findByRole('group', { name: 'Language' });
    await user.click(within(switcher).getByRole('button', { name: 'Français' }));
    expect(await screen.findByRole('heading', { name: 'Bon retour' })).toBeVisible();
    expect(document.documentElement.lang).toBe('fr');
  });

  it('says why a provider’s sign-in ended', async () => {
    await open('/auth/failed?reason=expired', stranger());
    expect(await screen.findByText(/took too long/)).toBeVisible();
  });
});
