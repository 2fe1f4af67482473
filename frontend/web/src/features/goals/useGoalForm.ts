/** The state of the goal editor: the draft, sending it once, and what came back. */
import { useRef, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem, IDEMPOTENCY_HEADER } from '@serenity/shared';
import { api, ifMatch } from '../../lib/api';
import { toast } from '../../ui/toasts';
import { isComplete, toGoalChange, toGoalIn, type Draft, type Goal } from './editing';
import { useRefreshGoals } from './useGoals';

async function send(draft: Draft, goal: Goal | null, key: string): Promise<void> {
  const headers = { [IDEMPOTENCY_HEADER]: key };
  if (goal === null) await api.POST('/v1/goals', { body: toGoalIn(draft), headers });
  else await api.PATCH('/v1/goals/{goal_id}', { params: { path: { goal_id: goal.id }, header: ifMatch(goal) }, body: toGoalChange(draft), headers });
}

export function useGoalForm(first: Draft, goal: Goal | null, onDone: () => void) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(first);
  const key = useRef(crypto.randomUUID());
  const refresh = useRefreshGoals();
  const { mutate, isPending, error } = useMutation({
    meta: { handled: true },
    mutationFn: () => send(draft, goal, key.current),
    onSuccess: () => {
      toast(t(goal === null ? 'goals.created' : 'goals.changed'));
      void refresh();
      onDone();
    },
    onError: (problem) => {
      // A refused request was not carried out: the corrected one is another request.
      if (problem instanceof ApiProblem && !problem.isTransient) key.current = crypto.randomUUID();
      if (problem instanceof ApiProblem && problem.status === 412) void refresh();
    },
  });
  const patch = (change: Partial<Draft>) => setDraft((known) => ({ ...known, ...change }));
  return { draft, setDraft, patch, save: () => mutate(), isSending: isPending, error, isComplete: isComplete(draft) };
}
