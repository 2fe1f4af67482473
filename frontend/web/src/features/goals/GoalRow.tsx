/** One goal in the list: what it is, how far it is, its streak, and what can be done with it. */
import { Suspense, lazy } from 'react';
import { MoreHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../lib/api';
import { useFormat } from '../../lib/account';
import { MetricIcon, metricColour } from '../../parts/goals/look';
import { useGoalText } from '../../parts/goals/text';
import { IconButton } from '../../ui/Button';
import type { Goal } from './editing';
import type { State } from './useGoals';
import css from './Goals.module.css';

type Progress = Schemas['Progress'];
export type RowActions = { onEdit: () => void; onState: (state: State) => void; onDelete: () => void };

function useNames(goal: Goal, today: string) {
  const text = useGoalText();
  const format = useFormat();
  const { t } = useTranslation();
  const own = Object.keys(goal.weekday_targets).length > 0 ? ` · ${t('goals.ownDays')}` : '';
  const due = goal.due_on == null ? '' : ` · ${t(goal.due_on < today ? 'goals.endedOn' : 'goals.until', { date: format.day(goal.due_on, 'short') })}`;
  return { name: goal.title ?? text.metric(goal.metric), target: `${goal.title == null ? '' : `${text.metric(goal.metric)}, `}${goal.period === 'once' ? text.amount(goal) : text.target(goal)}${own}${due}` };
}

function Standing({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { goal, ratio, value, streak } = progress;
  const now = value == null ? t('goals.nothingYet') : format.quantity(value, goal.unit);
  return (
    <div className={css.standing}>
      <p>
        <b>{now}</b>
        {goal.period !== 'once' && streak.length > 0 && <span>{t(`goals.streak.${goal.period}`, { count: streak.length })}</span>}
        {goal.period !== 'once' && streak.best > streak.length && <span className={css.best}>{t('goals.best', { length: format.number(streak.best) })}</span>}
      </p>
      <span className={css.track} role="img" aria-label={format.percent(ratio)}>
        <span style={{ transform: `scaleX(${Math.max(0.015, ratio)})`, background: metricColour(goal.metric) }} data-empty={value == null || undefined} />
      </span>
    </div>
  );
}

const GoalMenu = lazy(async () => ({ default: (await import('./GoalMenu')).GoalMenu }));

/** The menu comes after the page; its button stands from the start. */
function Actions(props: { goal: Goal; name: string; actions: RowActions }) {
  const { t } = useTranslation();
  const look = (
    <IconButton label={t('goals.actions', { name: props.name })} isDisabled>
      <MoreHorizontal size={20} strokeWidth={1.8} />
    </IconButton>
  );
  return (
    <Suspense fallback={look}>
      <GoalMenu {...props} />
    </Suspense>
  );
}

export function GoalRow({ goal, progress, today, ...actions }: { goal: Goal; progress: Progress | undefined; today: string } & RowActions) {
  const { name, target } = useNames(goal, today);
  return (
    <li className={css.row}>
      <span className={css.icon} style={{ color: metricColour(goal.metric) }}>
        <MetricIcon metric={goal.metric} />
      </span>
      <div className={css.words}>
        <h2>{name}</h2>
        <p>{target}</p>
      </div>
      {progress !== undefined && <Standing progress={progress} />}
      <Actions goal={goal} name={name} actions={actions} />
    </li>
  );
}
