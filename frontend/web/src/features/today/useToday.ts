/** The person's present day as it is on screen: what the service knows, and what is still on its way to it. */
import { useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useClock } from '../../lib/useClock';
import { withEntry, type Day } from '../../parts/entries/dayChange';
import { refreshEntries, todayQuery } from '../../parts/entries/queries';
import { useUnsent } from '../../parts/entries/unsent';

/** The day ends while the page is open: ask for the new one. */
function useNextDay(day: Day | undefined): void {
  const minute = useClock().getTime();
  const isOver = day !== undefined && minute >= Date.parse(day.ends_at);
  useEffect(() => {
    if (isOver) refreshEntries();
  }, [isOver, minute]);
}

export function useToday() {
  const { data, error, isPending, refetch } = useQuery(todayQuery);
  const unsent = useUnsent();
  useNextDay(data);
  const entries = [...unsent.waiting, ...unsent.onTheirWay];
  return { day: data === undefined ? undefined : entries.reduce(withEntry, data), unsent, error, isPending, refetch };
}
