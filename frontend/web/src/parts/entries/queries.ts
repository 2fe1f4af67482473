/** What pages read about entries, and which of it a change makes stale. */
import type { InfiniteData, QueryKey } from '@tanstack/react-query';
import { ApiProblem } from '@serenity/shared';
import { $api, api, type Schemas } from '../../lib/api';
import { queryClient } from '../../lib/queryClient';
import type { Day } from './dayChange';
import type { Entry } from './kinds';

type Entries = Schemas['Entries'];

export const todayQuery = $api.queryOptions('get', '/v1/today');
export const progressQuery = $api.queryOptions('get', '/v1/goal-progress');
/** Enough to learn a person's habits from, and no more. */
export const recentQuery = $api.queryOptions('get', '/v1/entries', { params: { query: { limit: 100 } } }, { staleTime: 60_000 });

/** The newest version of an entry, or null when it is gone. */
export async function readEntry(id: string): Promise<Entry | null> {
  try {
    const { data } = await api.GET('/v1/entries/{entry_id}', { params: { path: { entry_id: id } } });
    return data as Entry;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

const places = ['/v1/today', '/v1/days/{on}', '/v1/entries', '/v1/series', '/v1/goal-progress'];

export function refreshEntries(): void {
  for (const place of places) void queryClient.invalidateQueries({ queryKey: ['get', place] });
}

const isPaged = (known: Entries | InfiniteData<Entries>): known is InfiniteData<Entries> => 'pages' in known;

/** Changes every list of entries on screen in the same way; answers how to take it back. */
export function changeLists(changeItems: (items: Entry[]) => Entry[], changeDay: (day: Day) => Day): () => void {
  const before: [QueryKey, unknown][] = [];
  const edit = <T>(place: string, change: (known: T) => T) => {
    for (const [key, known] of queryClient.getQueriesData<T>({ queryKey: ['get', place] })) {
      if (known === undefined) continue;
      before.push([key, known]);
      queryClient.setQueryData<T>(key, change(known));
    }
  };
  const page = (known: Entries): Entries => ({ ...known, items: changeItems(known.items) });
  edit<Entries | InfiniteData<Entries>>('/v1/entries', (known) => (isPaged(known) ? { ...known, pages: known.pages.map(page) } : page(known)));
  edit<Day>('/v1/today', changeDay);
  edit<Day>('/v1/days/{on}', changeDay);
  return () => {
    for (const [key, known] of before) queryClient.setQueryData(key, known);
  };
}
