/** The question before a goal and its history go for good. */
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, untilGone } from '../../lib/api';
import { useGoalText } from '../../parts/goals/text';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { InlineProblem } from '../../ui/Problem';
import { toast } from '../../ui/toasts';
import type { Goal } from './editing';
import { useRefreshGoals } from './useGoals';

export function DeleteGoal({ goal, onClose }: { goal: Goal; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useGoalText();
  const refresh = useRefreshGoals();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => untilGone(api.DELETE('/v1/goals/{goal_id}', { params: { path: { goal_id: goal.id } } })),
    meta: { handled: true },
    onSuccess: () => {
      toast(t('goals.deleted'));
      void refresh();
      onClose();
    },
  });
  const footer = (
    <>
      <Button variant="plain" onPress={onClose} autoFocus>
        {t('common.cancel')}
      </Button>
      <Button variant="danger" isPending={isPending} onPress={() => mutate()}>
        {t('common.remove')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('goals.deleteTitle', { name: goal.title ?? text.metric(goal.metric) })} role="alertdialog" isOpen onClose={onClose} footer={footer}>
      <p>{t('goals.deleteBody')}</p>
      <InlineProblem error={error} />
    </Dialog>
  );
}
