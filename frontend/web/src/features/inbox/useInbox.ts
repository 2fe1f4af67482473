/** The inbox page by page, and marking messages as read here and in every other tab. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { $api, api, type Schemas } from '../../lib/api';
import { noteRead, type Notification } from '../../lib/inbox';

const PAGE = 30;

async function loadPage(before: number | null): Promise<Schemas['Inbox']> {
  const query = before === null ? { limit: PAGE } : { limit: PAGE, before };
  const { data } = await api.GET('/v1/notifications', { params: { query } });
  return data as Schemas['Inbox'];
}

export function useInbox() {
  const { data, isPending, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['get', '/v1/notifications', 'pages'],
    queryFn: ({ pageParam }) => loadPage(pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? null,
  });
  const onSuccess = (state: Schemas['ReadState']) => noteRead(state.unread);
  const one = $api.useMutation('post', '/v1/notifications/{sequence}/read', { onSuccess });
  const all = $api.useMutation('post', '/v1/notifications/read', { onSuccess });
  const messages = data?.pages.flatMap(({ items }) => items) ?? [];
  const latest = messages[0]?.sequence;
  return {
    messages,
    unread: data?.pages[0]?.unread ?? 0,
    isPending,
    isMissing: data === undefined && error !== null,
    isEmpty: data !== undefined && messages.length === 0,
    error,
    retry: () => void refetch(),
    hasOlder: hasNextPage,
    isLoadingOlder: isFetchingNextPage,
    loadOlder: () => void fetchNextPage(),
    read: ({ sequence, read_at: readAt }: Notification) => {
      if (readAt == null) one.mutate({ params: { path: { sequence } } });
    },
    isReadingAll: all.isPending,
    readAll: () => {
      if (latest !== undefined) all.mutate({ body: { sequence: latest } });
    },
  };
}
