/** The inbox shows what one was told, marks it as read, goes back in time, and leads somewhere when it is empty. */
import { screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afternoon, stopClock } from '../support/day';
import { open } from '../support/render';
import { ok, problem, type Call, type Schemas } from '../support/types';

beforeEach(stopClock);
afterEach(() => {
  vi.useRealTimers();
});

type Message = Schemas['Notification'];

function device(sequence: number, name = 'Unknown device'): Message {
  const content: Message['content'] = { kind: 'new_device', device: name, signed_in_at: '2026-11-18T08:00:00Z', session_id: 's9' } as Message['content'];
  return { id: `id-${sequence}`, sequence, content, created_at: '2026-11-18T08:00:00Z', quiet: false, read_at: null };
}

async function openInbox(page: (call: Call) => unknown, language: 'en' | 'fr' = 'en') {
  const { api } = afternoon();
  api.state.profile = { ...api.state.profile, language };
  api.override({
    'GET /v1/notifications': (call) => ok(page(call)),
    'POST /v1/notifications/read': () => ok({ unread: 0 }),
    'POST /v1/notifications/{sequence}/read': () => ok({ unread: 1 }),
  });
  return { ...(await open('/inbox', api, language)), api };
}

const posts = (api: Awaited<ReturnType<typeof openInbox>>['api']) => api.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/read')).map(({ path, body }) => [path, body]);

describe('the inbox', () => {
  it('leads to the goals when nothing has come yet', async () => {
    const { user, router, container } = await openInbox(() => ({ items: [], unread: 0, latest: 0 }));
    const step = await screen.findByRole('link', { name: 'See your goals' });
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await user.click(step);
    await waitFor(() => expect(router.state.location.pathname).toBe('/goals'));
  });

  it('names a device nobody knows in the language of the person', async () => {
    await openInbox(() => ({ items: [device(1)], unread: 1, latest: 1 }), 'fr');
    expect(await screen.findByText(/^Appareil inconnu, /)).toBeVisible();
  });

  it('marks a message as read when it is opened', async () => {
    const { user, api } = await openInbox(() => ({ items: [device(2), device(1, 'Firefox on Linux')], unread: 2, latest: 2 }));
    await user.click(await screen.findByRole('link', { name: /Firefox on Linux/ }));
    await waitFor(() => expect(posts(api)).toEqual([['/v1/notifications/1/read', {}]]));
  });

  it('marks all up to the newest as read on request', async () => {
    const { user, api } = await openInbox(() => ({ items: [device(2), device(1)], unread: 2, latest: 2 }));
    await user.click(await screen.findByRole('button', { name: 'Mark all as read' }));
    await waitFor(() => expect(posts(api)).toEqual([['/v1/notifications/read', { sequence: 2 }]]));
  });

  it('brings older messages on request', async () => {
    const { user } = await openInbox(({ query }) =>
      query.get('before') === null ? { items: [device(31)], unread: 0, latest: 31, next_before: 31 } : { items: [device(30, 'Safari on iPhone')], unread: 0, latest: 31 },
    );
    await user.click(await screen.findByRole('button', { name: 'Older messages' }));
    expect(await screen.findByText(/Safari on iPhone/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Older messages' })).not.toBeInTheDocument();
  });

  it('says when it cannot be read, and is read again on request', async () => {
    const { user, api } = await openInbox(() => ({ items: [], unread: 0, latest: 0 }));
    await screen.findByText('All quiet');
    api.override({ 'GET /v1/notifications': () => problem(403, 'forbidden') });
    const { queryClient } = await import('../../src/lib/queryClient');
    await queryClient.resetQueries({ queryKey: ['get', '/v1/notifications', 'pages'] });
    await screen.findByRole('alert');
    api.override({ 'GET /v1/notifications': () => ok({ items: [device(1)], unread: 1, latest: 1 }) });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(/Unknown device/)).toBeVisible();
  });
});
