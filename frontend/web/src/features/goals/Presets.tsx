/** Goals many people begin with, one tap each. */
import { useTranslation } from 'react-i18next';
import { ToggleButton } from 'react-aria-components';
import { MetricIcon, metricColour } from '../../parts/goals/look';
import { usePresets, type Preset } from '../../parts/goals/presets';
import { useGoalText } from '../../parts/goals/text';
import { PartError } from '../../ui/Problem';
import { Skeleton } from '../../ui/States';
import type { Draft } from './editing';
import css from './Editor.module.css';

/** As high as the row of ideas with its heading. */
const WAITING = 98;

function isChosen(preset: Preset, draft: Draft): boolean {
  return preset.metric === draft.metric && preset.period === draft.period && preset.direction === draft.direction && (preset.target.low ?? null) === draft.low && (preset.target.high ?? null) === draft.high;
}

export function Presets({ chosen, onChoose }: { chosen: Draft; onChoose: (preset: Preset) => void }) {
  const { t } = useTranslation();
  const text = useGoalText();
  const { presets, error, refetch } = usePresets();
  if (presets === undefined) return error === null ? <Skeleton height={WAITING} /> : <PartError text={t('goals.editor.ideasFailed')} onRetry={() => void refetch()} />;
  return (
    <section aria-label={t('goals.editor.ideas')}>
      <p className={css.ideas}>{t('goals.editor.ideas')}</p>
      <div className={css.presets}>
        {presets.map((preset) => (
          <ToggleButton key={preset.code} className={css.preset ?? ''} isSelected={isChosen(preset, chosen)} onChange={() => onChoose(preset)}>
            <span style={{ color: metricColour(preset.metric) }}>
              <MetricIcon metric={preset.metric} />
            </span>
            <span>
              <b>{text.metric(preset.metric)}</b>
              <span>{text.target(preset)}</span>
            </span>
          </ToggleButton>
        ))}
      </div>
    </section>
  );
}
