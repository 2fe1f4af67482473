/** One goal: a ring for what is done, a line for what is left, and the last seven periods as dots. */
import { Check, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { KindIcon } from '../../parts/entries/KindIcon';
import { openLog } from '../../parts/entries/sheet';
import { kindFor, metricColour } from '../../parts/goals/look';
import { IconButton } from '../../ui/Button';
import { ProgressRing } from '../../ui/ProgressRing';
import { fractionOf, goalName, leftText, periodText, riskText, stateOf, streakText, targetText, valueText, type Progress } from './goalWords';
import { PeriodDots } from './PeriodDots';
import css from './Goals.module.css';

function Ring({ progress, name }: { progress: Progress; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = stateOf(progress);
  const kind = kindFor(progress.goal.metric);
  const colour = state === 'over' ? 'var(--c-warning)' : metricColour(progress.goal.metric);
  const spoken = t('today.goal.spoken', { value: valueText(progress, format), target: targetText(progress, format) });
  return (
    <ProgressRing fraction={fractionOf(progress)} label={name} valueText={spoken} size={76} thickness={7} colour={colour}>
      {state === 'reached' && progress.goal.direction !== 'at_most' ? (
        <span className={css.reached} style={{ background: colour }}>
          <Check size={20} strokeWidth={2.6} aria-hidden />
        </span>
      ) : (
        kind !== null && <KindIcon kind={kind} size={42} />
      )}
    </ProgressRing>
  );
}

export function GoalCard({ progress }: { progress: Progress }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = goalName(progress, t);
  const streak = streakText(progress, t);
  const risk = riskText(progress, t);
  return (
    <li className={css.card} data-state={stateOf(progress)}>
      <Ring progress={progress} name={name} />
      <div className={css.words}>
        <h3>{name}</h3>
        <p className={css.value}>
          <b>{valueText(progress, format)}</b> <span>/ {targetText(progress, format)}</span>
        </p>
        <p className={css.left}>{leftText(progress, t, format)}</p>
      </div>
      <span className={css.add}>
        <IconButton label={t('today.goal.log', { name })} onPress={() => openLog(kindFor(progress.goal.metric))}>
          <Plus size={20} strokeWidth={1.8} />
        </IconButton>
      </span>
      <div className={css.foot}>
        {progress.goal.period !== 'once' && <PeriodDots progress={progress} />}
        <p className={css.streak} data-risk={risk !== null || undefined}>
          {risk ?? streak ?? periodText(progress, t, format)}
        </p>
      </div>
    </li>
  );
}
