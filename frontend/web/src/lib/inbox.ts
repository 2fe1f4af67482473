/** The number of unread messages, shared by the navigation, the inbox page and the live connection. */
import { useQuery } from '@tanstack/react-query';
import { $api, type Schemas } from './api';
import { queryClient } from './queryClient';

export type Notification = Schemas['Notification'];

const { queryKey, queryFn } = $api.queryOptions('get', '/v1/notifications', { params: { query: { limit: 1 } } });
export const unreadQuery = { queryKey, queryFn };

export function useUnread(): number {
  return useQuery(unreadQuery).data?.unread ?? 0;
}

/** After a message arrived or was read, here or in another tab. */
export function setUnread(unread: number): void {
  queryClient.setQueryData(queryKey, (known) => (known === undefined ? known : { ...known, unread }));
}
