/** The live line: opens a socket with a one-use ticket, survives drops, and replays from a cursor what was missed. */
import { WebSocket as ReconnectingWebSocket } from 'partysocket';
import { api, type Schemas } from './api';
import { connection } from './connection';
import { inboxChanged, unreadQuery, type Notification } from './inbox';
import { inOrder } from './inOrder';
import { queryClient } from './queryClient';

type ServerMessage =
  | { type: 'notification'; notification: Notification; unread: number }
  | { type: 'read'; unread: number }
  | { type: 'pong' };
export type Listener = (notification: Notification) => void;

/** API Gateway closes a socket after ten idle minutes. */
const PING_MS = 5 * 60_000;
const PAGE = 100;
/** Most drops mend themselves before anybody need hear of them. */
const LOST_MS = 8000;
/** Jitter keeps many clients from returning in step after a fault of ours. */
const retries = { minReconnectionDelay: 500 + Math.random() * 900, maxReconnectionDelay: 10_000, reconnectionDelayGrowFactor: 1.6, connectionTimeout: 8000 };

async function socketAddress(): Promise<string> {
  const { data } = await api.POST('/v1/tickets');
  const address = new URL('/ws', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('ticket', (data as Schemas['Ticket']).ticket);
  return address.href;
}

/** Reads what came while no socket was open, oldest first, and answers the last sequence seen. */
async function replay(after: number, tell: (notification: Notification) => void): Promise<number> {
  let cursor = after;
  for (;;) {
    const { data } = await api.GET('/v1/notifications', { params: { query: { after: cursor, limit: PAGE } } });
    const { items, unread } = data as Schemas['Inbox'];
    for (const item of items) tell(item);
    cursor = Math.max(cursor, ...items.map(({ sequence }) => sequence));
    if (items.length > 0) inboxChanged(unread);
    if (items.length < PAGE) return cursor;
  }
}

/** Reads every open list of the inbox anew, as something may have come before the line stood; answers the newest sequence. */
async function latestAnew(): Promise<number> {
  await queryClient.invalidateQueries({ queryKey: ['get', '/v1/notifications'] }, { throwOnError: true });
  return (await queryClient.fetchQuery(unreadQuery)).latest;
}

/** What a message changes besides the inbox. */
function refreshFor({ content }: Notification): void {
  if (content.kind === 'new_device') void queryClient.invalidateQueries({ queryKey: ['get', '/v1/sessions'] });
  else void queryClient.invalidateQueries({ queryKey: ['get', '/v1/goal-progress'] });
}

function parse(text: string): ServerMessage | null {
  try {
    return JSON.parse(text) as ServerMessage;
  } catch {
    return null;
  }
}

export function listen(onNotification: Listener): () => void {
  const messages = inOrder({ latest: latestAnew, replay }, (notification) => {
    refreshFor(notification);
    onNotification(notification);
  });
  // A failed catch-up is repeated by closing: the next opening tries again.
  const again = () => socket.reconnect();
  const receive = (event: MessageEvent<unknown>) => {
    const message = typeof event.data === 'string' ? parse(event.data) : null;
    if (message?.type === 'notification') messages.hear(message.notification)?.catch(again);
    if (message?.type === 'notification' || message?.type === 'read') inboxChanged(message.unread);
  };
  const socket = new ReconnectingWebSocket(socketAddress, [], retries);
  let losing = 0;
  const opened = () => {
    window.clearTimeout(losing);
    connection.set({ live: true, lost: false });
    messages.catchUp().catch(again);
  };
  socket.addEventListener('open', opened);
  socket.addEventListener('close', () => {
    connection.set({ live: false });
    window.clearTimeout(losing);
    losing = window.setTimeout(() => connection.set({ lost: true }), LOST_MS);
  });
  socket.addEventListener('message', receive);
  const ping = window.setInterval(() => socket.readyState === socket.OPEN && socket.send('{"type":"ping"}'), PING_MS);
  const wake = () => socket.readyState !== socket.OPEN && socket.readyState !== socket.CONNECTING && socket.reconnect();
  window.addEventListener('online', wake);
  return () => {
    window.removeEventListener('online', wake);
    window.clearInterval(ping);
    socket.close();
    window.clearTimeout(losing);
    connection.set({ live: false, lost: false });
  };
}
