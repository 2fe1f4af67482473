/** Reads the journal page by page, following the service's cursor. */
import { keepPreviousData } from '@tanstack/react-query';
import { $api } from '../../lib/api';
import type { Entry, Kind } from '../../parts/entries/kinds';

export type JournalFilter = { kind: Kind | null; until: string | null };
const PAGE = 50;

export function useJournal({ kind, until }: JournalFilter) {
  const query = { limit: PAGE, ...(kind === null ? {} : { kind }), ...(until === null ? {} : { to_on: until }) };
  const result = $api.useInfiniteQuery(
    'get',
    '/v1/entries',
    { params: { query } },
    {
      pageParamName: 'cursor',
      // Left out of the address; undefined would become 0.
      initialPageParam: null,
      getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? undefined,
      placeholderData: keepPreviousData,
    },
  );
  const entries: Entry[] = result.data?.pages.flatMap((page) => page.items) ?? [];
  return {
    entries,
    isPending: result.isPending,
    error: result.error,
    retry: () => void result.refetch(),
    hasMore: result.hasNextPage,
    isLoadingMore: result.isFetchingNextPage,
    hasFailedMore: result.isFetchNextPageError,
    more: () => void result.fetchNextPage(),
  };
}

export type Journal = ReturnType<typeof useJournal>;
