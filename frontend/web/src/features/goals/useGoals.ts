/** The person's goals with their progress, and every change to them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { $api, ifMatch, type Schemas } from '../../lib/api';
import { toast } from '../../ui/toasts';
import type { Goal } from './editing';

export type State = Goal['state'];

const goalsQuery = $api.queryOptions('get', '/v1/goals');
const progressQuery = $api.queryOptions('get', '/v1/goal-progress');
export const metricsQuery = $api.queryOptions('get', '/v1/metrics', {}, { staleTime: Infinity });

export function useRefreshGoals() {
  const client = useQueryClient();
  return () => Promise.all(['/v1/goals', '/v1/goal-progress'].map((path) => client.invalidateQueries({ queryKey: ['get', path] })));
}

export function useGoals() {
  const goals = useQuery(goalsQuery);
  const progress = useQuery(progressQuery);
  const standings = new Map(progress.data?.items.map((item) => [item.goal.id, item]));
  const standingsError = progress.data === undefined ? progress.error : null;
  return { ...goals, items: goals.data?.items ?? [], standings, standingsError, retryStandings: () => void progress.refetch() };
}

/** Pausing, taking up again, archiving; each can be taken back from the notice. */
export function useGoalState() {
  const { t } = useTranslation();
  const refresh = useRefreshGoals();
  const { mutate, isPending, variables } = $api.useMutation('patch', '/v1/goals/{goal_id}');
  const set = (goal: Goal, state: State) =>
    mutate(
      { params: { path: { goal_id: goal.id }, header: ifMatch(goal) }, body: { state } },
      {
        onSuccess: (changed: Schemas['Goal']) => {
          toast(t(`goals.moved.${state}`), { action: { label: t('common.undo'), run: () => set(changed, goal.state) } });
          void refresh();
        },
        onError: () => void refresh(),
      },
    );
  return { set, pending: isPending ? variables.params.path.goal_id : null };
}
