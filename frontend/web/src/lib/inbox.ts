/** The inbox as other parts need it: the unread count, and what changes when messages arrive or are read. */
import { useQuery } from '@tanstack/react-query';
import { $api, type Schemas } from './api';
import { broadcast } from './tabs';
import { queryClient } from './queryClient';

export type Notification = Schemas['Notification'];
type Inbox = Schemas['Inbox'];

const { queryKey, queryFn } = $api.queryOptions('get', '/v1/notifications', { params: { query: { limit: 1 } } });
/** The newest message only: for the count and the replay cursor. Lists use another limit, hence another key. */
export const unreadQuery = { queryKey, queryFn };

export function useUnread(): number {
  return useQuery(unreadQuery).data?.unread ?? 0;
}

/** Shows the count at once, then reads every inbox query anew. */
export function inboxChanged(unread: number): void {
  queryClient.setQueryData<Inbox>(queryKey, (known) => (known === undefined ? known : { ...known, unread }));
  void queryClient.invalidateQueries({ queryKey: ['get', '/v1/notifications'] });
}

/** Call after a message was marked as read here: the other tabs follow even while the socket is down. */
export function noteRead(unread: number): void {
  inboxChanged(unread);
  broadcast({ type: 'read', unread });
}
