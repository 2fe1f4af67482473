/** The page at /goals: what one wants, how it goes, and making, changing, pausing, archiving or deleting it. */
import { useState } from 'react';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ownDay } from '@serenity/shared';
import { useProfile } from '../../lib/account';
import { later } from '../../lib/later';
import { useClock } from '../../lib/useClock';
import { Button } from '../../ui/Button';
import { SegmentedControl } from '../../ui/Choice';
import { Page } from '../../ui/Page';
import { PartError } from '../../ui/Problem';
import { EmptyState, ErrorState, Skeleton, Waiting } from '../../ui/States';
import type { Goal } from './editing';
import { GoalRow } from './GoalRow';
import { useGoals, useGoalState, type State } from './useGoals';
import css from './Goals.module.css';

const GoalEditor = later(async () => (await import('./GoalEditor')).GoalEditor);
const DeleteGoal = later(async () => (await import('./DeleteGoal')).DeleteGoal);
const states: readonly State[] = ['active', 'paused', 'archived'];

function Loading() {
  return (
    <Waiting>
      <div className={css.list}>
        {[0, 1, 2, 3].map((i) => (
          <Skeleton key={i} height={96} />
        ))}
      </div>
    </Waiting>
  );
}

function useToday(): string {
  const profile = useProfile();
  return ownDay(useClock(), profile.time_zone, profile.day_end_minutes);
}

function GoalsPage() {
  const { t } = useTranslation();
  const today = useToday();
  const goals = useGoals();
  const { set } = useGoalState();
  const [state, setState] = useState<State>('active');
  const [editing, setEditing] = useState<Goal | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Goal | null>(null);
  const create = (
    <Button icon={<Plus size={18} strokeWidth={2} aria-hidden />} onPress={() => setEditing('new')}>
      {t('goals.new')}
    </Button>
  );
  const toActive = (
    <Button variant="soft" onPress={() => setState('active')}>
      {t('goals.toActive')}
    </Button>
  );
  const shown = goals.items.filter((goal) => goal.state === state);
  const choices = states.map((id) => ({ id, label: t(`goals.state.${id}`, { count: goals.items.filter((goal) => goal.state === id).length }) }));
  const isEmpty = goals.data !== undefined && shown.length === 0;
  return (
    <Page title={t('goals.title')} kicker={t('goals.lead')} actions={create}>
      <div className={css.filter}>
        <SegmentedControl label={t('goals.show')} hideLabel choices={choices} value={state} onChange={setState} />
      </div>
      {goals.isPending && <Loading />}
      {goals.data === undefined && goals.error !== null && <ErrorState error={goals.error} onRetry={() => void goals.refetch()} />}
      {isEmpty && <EmptyState title={t(`goals.empty.${state}.title`)} body={t(`goals.empty.${state}.body`)} action={state === 'active' ? create : toActive} seed={8} />}
      {goals.standingsError !== null && shown.length > 0 && <PartError text={t('goals.standings')} onRetry={goals.retryStandings} />}
      <ul className={css.list}>
        {shown.map((goal) => (
          <GoalRow
            key={goal.id}
            goal={goal}
            progress={goals.standings.get(goal.id)}
            today={today}
            onEdit={() => setEditing(goal)}
            onState={(next) => set(goal, next)}
            onDelete={() => setDeleting(goal)}
          />
        ))}
      </ul>
      {editing !== null && <GoalEditor goal={editing === 'new' ? null : editing} today={today} onClose={() => setEditing(null)} />}
      {deleting !== null && <DeleteGoal goal={deleting} onClose={() => setDeleting(null)} />}
    </Page>
  );
}

export { GoalsPage as Component };
