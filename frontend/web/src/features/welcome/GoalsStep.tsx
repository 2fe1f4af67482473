/** The last step: a first goal or two, those that fit what matters shown first. */
import { useTranslation } from 'react-i18next';
import { CardChoices } from '../../ui/Choice';
import { ErrorState, Skeleton, Waiting } from '../../ui/States';
import { MetricIcon } from '../../parts/goals/look';
import { usePresets, type Preset } from '../../parts/goals/presets';
import { useGoalText } from '../../parts/goals/text';
import type { StepProps } from './steps';
import css from './Welcome.module.css';

export function GoalsStep({ draft, update }: StepProps) {
  const { t } = useTranslation();
  const { presets, isPending, error, refetch } = usePresets();
  const text = useGoalText();
  if (isPending) {
    return (
      <Waiting>
        <Skeleton height={322} />
      </Waiting>
    );
  }
  if (presets === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const weight = ({ area }: Preset) => ((draft.focus as string[]).includes(area) ? 0 : 1);
  const choices = presets
    .toSorted((a, b) => weight(a) - weight(b))
    .map((preset) => ({ id: preset.code, label: text.metric(preset.metric), note: text.target(preset), icon: <MetricIcon metric={preset.metric} /> }));
  return (
    <>
      <CardChoices hideLabel label={t('welcome.goals.title')} choices={choices} value={draft.goals} onChange={(goals) => update({ goals })} />
      <p className={css.note} role="status">
        {draft.goals.length === 0 ? t('welcome.goals.none') : t('welcome.goals.chosen', { count: draft.goals.length })}
      </p>
    </>
  );
}
