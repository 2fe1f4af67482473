/** Proves that the frame leads everywhere, says how the line is, and starts reading at the new page. */
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { connection } from '../../src/lib/connection';
import { accountsState } from '../support/accounts';
import { createFakeApi } from '../support/fake-api';
import { inboxRoutes } from '../support/inbox';
import { open } from '../support/render';

const person = () => createFakeApi(accountsState({ language: 'en' }));

afterEach(() => connection.set({ online: true, unavailable: false, asOf: null, pending: 0, lost: false }));

describe('shell', () => {
  it('leads to every place and marks where one is', async () => {
    await open('/settings', person());
    const places = within(await screen.findByRole('navigation', { name: 'Main navigation' }));
    for (const name of ['Today', 'Goals', 'Journal', 'Trends', 'Inbox', 'Settings']) {
      expect(places.getByRole('link', { name })).toBeInTheDocument();
    }
    expect(places.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page');
  });

  it('continues from the title of a page that was gone to', async () => {
    const { user } = await open('/settings', person());
    await screen.findByRole('heading', { name: 'Settings', level: 1 });
    await user.click(screen.getByRole('link', { name: 'Inbox' }));
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Inbox', level: 1 })).toHaveFocus());
    expect(document.title).toBe('Inbox · Serenity Hub');
  });

  it('counts what is unread', async () => {
    const content = { kind: 'new_device', session_id: 's', device: 'Firefox on Linux', signed_in_at: '2026-11-22T08:00:00Z' } as const;
    const items = [1, 2].map((sequence) => ({ id: `n${sequence}`, sequence, content, created_at: '2026-11-22T08:00:00Z', quiet: false, read_at: null }));
    await open('/settings', createFakeApi(accountsState({ language: 'en' }), inboxRoutes(items)));
    expect(await screen.findByText('2 unread messages')).toBeInTheDocument();
  });

  it('says how the line is, and how old the numbers are', async () => {
    await open('/settings', person());
    // Answers still on their way would say that the line is fine.
    await screen.findByText('Safari on iPhone');
    act(() => connection.set({ online: false, asOf: '2026-11-22T07:05:00Z', pending: 2 }));
    expect(await screen.findByText('Offline, as of 08:05, 2 entries waiting')).toBeVisible();
    act(() => connection.set({ online: true, asOf: null, pending: 0, lost: true }));
    expect(await screen.findByText('Reconnecting…')).toBeVisible();
  });

  it('shows a way back from nowhere', async () => {
    const { user, router } = await open('/nowhere', person());
    await user.click(await screen.findByRole('link', { name: 'Back to today' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
  });
});
