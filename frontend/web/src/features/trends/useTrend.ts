/** What the trends page shows, kept in its address so that it can be shared, reloaded and gone back to. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { ownDay } from '@serenity/shared';
import { $api, type Schemas } from '../../lib/api';
import { useProfile } from '../../lib/account';
import { useClock } from '../../lib/useClock';
import { goalsFor } from './goals';
import { bys, spanOf, type By } from './span';

export type Series = Schemas['Series'];
export type SeriesQuery = ReturnType<typeof useTrend>['query'];

const FIRST = 'sleep_duration';
const metricsQuery = $api.queryOptions('get', '/v1/metrics', {}, { staleTime: Infinity });
const goalsQuery = $api.queryOptions('get', '/v1/goals', { params: { query: { state: 'active' } } });

function useAddress() {
  const [search, setSearch] = useSearchParams();
  const by = bys.find((each) => each === search.get('by')) ?? 'day';
  const back = Math.max(0, Math.min(200, Math.trunc(Number(search.get('back') ?? 0)) || 0));
  const go = (change: Record<string, string>) =>
    setSearch((known) => new URLSearchParams({ ...Object.fromEntries(known), ...change }), { replace: true });
  return {
    metric: search.get('metric') ?? FIRST,
    by,
    back,
    setMetric: (metric: string) => go({ metric }),
    setBy: (next: By) => go({ by: next, back: '0' }),
    setBack: (next: number) => go({ back: String(next) }),
  };
}

export function useTrend() {
  const address = useAddress();
  const profile = useProfile();
  const today = ownDay(useClock(), profile.time_zone, profile.day_end_minutes);
  const span = spanOf(today, address.by, address.back);
  const query = { metric: address.metric, from_on: span.from, to_on: span.to, by: address.by };
  const series = useQuery($api.queryOptions('get', '/v1/series', { params: { query } }, { placeholderData: keepPreviousData }));
  const metrics = useQuery(metricsQuery);
  const goals = useQuery(goalsQuery).data?.items ?? [];
  return {
    ...address,
    span,
    metrics,
    series,
    goals: goalsFor(goals, address.metric, address.by),
    query,
  };
}
