/** Proves that live messages arrive once each, that missed ones are replayed, and that the count follows. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { QueryObserver } from '@tanstack/react-query';
import { waitFor } from '@testing-library/react';
import { connection } from '../../src/lib/connection';
import { unreadQuery, type Notification } from '../../src/lib/inbox';
import { queryClient } from '../../src/lib/queryClient';
import { listen } from '../../src/lib/realtime';
import { accountsState } from '../support/accounts';
import { createFakeApi } from '../support/fake-api';
import { inboxRoutes } from '../support/inbox';
import { plug } from '../support/render';

class FakeSocket extends EventTarget {
  static readonly opened: FakeSocket[] = [];
  static readonly OPEN = 1;
  readyState = 0;
  binaryType = 'blob';
  constructor(readonly url: string) {
    super();
    FakeSocket.opened.push(this);
  }
  send(): void {}
  close(): void {
    this.readyState = 3;
  }
  accept(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  say(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  drop(): void {
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
  }
}

const message = (sequence: number): Notification => ({
  id: crypto.randomUUID(),
  sequence,
  created_at: '2026-11-22T08:00:00Z',
  quiet: false,
  read_at: null,
  content: { kind: 'new_device', session_id: 's', device: 'Firefox on Linux', signed_in_at: '2026-11-22T08:00:00Z' },
});
const inbox: Notification[] = [];

async function nextSocket(count: number): Promise<FakeSocket> {
  await waitFor(() => expect(FakeSocket.opened).toHaveLength(count), { timeout: 4000 });
  return FakeSocket.opened[count - 1] as FakeSocket;
}

beforeEach(() => {
  FakeSocket.opened.length = 0;
  inbox.splice(0, inbox.length, message(1));
  queryClient.clear();
  plug(createFakeApi(accountsState(), inboxRoutes(inbox)));
  vi.stubGlobal('WebSocket', FakeSocket);
});

describe('live line', () => {
  it('opens with a ticket, hears each message once and keeps the count', async () => {
    const heard: number[] = [];
    const stop = listen(({ sequence }) => heard.push(sequence));
    const socket = await nextSocket(1);
    expect(socket.url).toBe('ws://localhost:8000/ws?ticket=ticket');
    socket.accept();
    await waitFor(() => expect(queryClient.getQueryData(unreadQuery.queryKey)).toMatchObject({ latest: 1 }));
    expect(connection.get().live).toBe(true);
    socket.say({ type: 'notification', notification: message(2), unread: 2 });
    socket.say({ type: 'notification', notification: message(2), unread: 2 });
    await waitFor(() => expect(heard).toEqual([2]));
    expect(queryClient.getQueryData(unreadQuery.queryKey)).toMatchObject({ unread: 2 });
    stop();
    expect(connection.get().live).toBe(false);
  });

  it('replays what was missed while the line was down', async () => {
    const heard: number[] = [];
    const stop = listen(({ sequence }) => heard.push(sequence));
    const first = await nextSocket(1);
    first.accept();
    await waitFor(() => expect(queryClient.getQueryData(unreadQuery.queryKey)).toBeDefined());
    first.drop();
    inbox.push(message(2), message(3));
    const second = await nextSocket(2);
    second.accept();
    await waitFor(() => expect(heard).toEqual([2, 3]));
    stop();
  });

  it('tells what was missed before what comes live meanwhile', async () => {
    const heard: number[] = [];
    const stop = listen(({ sequence }) => heard.push(sequence));
    const first = await nextSocket(1);
    first.accept();
    await waitFor(() => expect(queryClient.getQueryData(unreadQuery.queryKey)).toBeDefined());
    first.drop();
    inbox.push(message(2), message(3), message(4));
    const second = await nextSocket(2);
    second.accept();
    second.say({ type: 'notification', notification: message(4), unread: 4 });
    await waitFor(() => expect(heard).toEqual([2, 3, 4]));
    stop();
  });

  it('fetches what is missing before a message that is not the next one', async () => {
    const heard: number[] = [];
    const stop = listen(({ sequence }) => heard.push(sequence));
    const socket = await nextSocket(1);
    socket.accept();
    socket.say({ type: 'notification', notification: message(2), unread: 2 });
    await waitFor(() => expect(heard).toEqual([2]));
    inbox.push(message(2), message(3), message(4));
    socket.say({ type: 'notification', notification: message(4), unread: 4 });
    await waitFor(() => expect(heard).toEqual([2, 3, 4]));
    stop();
  });

  it('reads an open inbox anew when the line first stands', async () => {
    const api = createFakeApi(accountsState(), inboxRoutes(inbox));
    plug(api);
    const read = vi.fn(async () => null);
    const observer = new QueryObserver(queryClient, { queryKey: ['get', '/v1/notifications', 'list'], queryFn: read });
    const leave = observer.subscribe(() => undefined);
    await waitFor(() => expect(read).toHaveBeenCalledOnce());
    const stop = listen(() => undefined);
    (await nextSocket(1)).accept();
    await waitFor(() => expect(read).toHaveBeenCalledTimes(2));
    stop();
    leave();
  });

  it('ignores what it cannot read', async () => {
    const heard: number[] = [];
    const stop = listen(({ sequence }) => heard.push(sequence));
    const socket = await nextSocket(1);
    socket.accept();
    socket.dispatchEvent(new MessageEvent('message', { data: '{' }));
    socket.say({ type: 'pong' });
    expect(heard).toEqual([]);
    stop();
  });
});
