/** Goals many people begin with, one tap each. */
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { ToggleButton } from 'react-aria-components';
import type { Schemas } from '../../lib/api';
import { MetricIcon, metricColour } from '../../parts/goals/look';
import { useGoalText } from '../../parts/goals/text';
import type { Draft } from './editing';
import { presetsQuery } from './useGoals';
import css from './Editor.module.css';

type Preset = Schemas['Preset'];

function isChosen(preset: Preset, draft: Draft): boolean {
  return preset.metric === draft.metric && preset.period === draft.period && preset.direction === draft.direction && (preset.target.low ?? null) === draft.low && (preset.target.high ?? null) === draft.high;
}

export function Presets({ chosen, onChoose }: { chosen: Draft; onChoose: (preset: Preset) => void }) {
  const { t } = useTranslation();
  const text = useGoalText();
  const { data } = useQuery(presetsQuery);
  return (
    <section aria-label={t('goals.editor.ideas')}>
      <p className={css.ideas}>{t('goals.editor.ideas')}</p>
      <div className={css.presets}>
        {(data?.items ?? []).map((preset) => (
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
