/** What the trends page shows, kept in its address so that it can be shared, reloaded and gone back to. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { ownDay } from '@serenity/shared';
import { $api, type Schemas } from '../../lib/api';
import { useProfile } from '../../lib/account';
import { useClock } from '../../lib/useClock';
import { bys, spanOf, type By } from './span';

export type Series = Schemas['Series'];
export type Metric = Schemas['Metric'];
export type GoalLine = { low: number | null; high: number | null };

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

/** The goal to draw over the data: one on this metric whose period is the bucket shown. */
function lineOf(goals: readonly Schemas['Goal'][], metric: string, by: By): GoalLine | null {
  const goal = goals.find((each) => each.metric === metric && each.period === by) ?? goals.find((each) => each.metric === metric && each.period === 'once' && each.unit === 'kg');
  return goal === undefined ? null : { low: goal.target.low ?? null, high: goal.target.high ?? null };
}

export function useTrend() {
  const address = useAddress();
  const profile = useProfile();
  const today = ownDay(useClock(), profile.time_zone, profile.day_end_minutes);
  const span = spanOf(today, address.by, address.back);
  const query = { metric: address.metric, from_on: span.from, to_on: span.to, by: address.by };
  const series = useQuery($api.queryOptions('get', '/v1/series', { params: { query } }, { placeholderData: keepPreviousData }));
  const metrics = useQuery(metricsQuery).data?.items ?? [];
  const goals = useQuery(goalsQuery).data?.items ?? [];
  return {
    ...address,
    span,
    metrics,
    series,
    goal: lineOf(goals, address.metric, address.by),
    exportAddress: `/v1/series/export?${new URLSearchParams(query)}`,
  };
}
