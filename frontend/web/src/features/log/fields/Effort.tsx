/** Movement and meditation: what it was, how long, how far and how hard. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../lib/account';
import { activities, type ActivityKind } from '../../../parts/entries/kinds';
import type { FieldsProps } from '../useLogForm';
import { Chips } from './Chips';
import { Duration } from './Duration';
import { Quantity } from './Quantity';
import css from './Fields.module.css';

const MEDITATION_MINUTES = [5, 10, 15, 20, 30] as const;
const efforts = Array.from({ length: 10 }, (_, i) => String(i + 1));

export function ActivityFields({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  const kinds = activities.map((id) => ({ id, label: t(`log.activity.${id}`) }));
  const levels = ['none', ...efforts].map((id) => ({ id, label: id === 'none' ? '–' : id }));
  return (
    <>
      <Chips name="activity" label={t('log.activity.label')} hideLabel chips={kinds} value={draft.activity} onChange={(id) => patch({ activity: id as ActivityKind })} />
      <div className={css.pair}>
        <Duration name="duration_seconds" label={t('log.field.minutes')} seconds={draft.durationSeconds} onChange={(durationSeconds) => patch({ durationSeconds })} />
        <Quantity name="distance_m" label={t('log.field.distance')} optional unit="m" value={draft.distanceM} onChange={(distanceM) => patch({ distanceM })} />
      </div>
      <Chips
        name="effort"
        label={t('log.field.effort')}
        optional={t('common.optional')}
        hint={t('log.field.effortHint')}
        even
        chips={levels}
        value={draft.effort === null ? 'none' : String(draft.effort)}
        onChange={(id) => patch({ effort: id === 'none' ? null : Number(id) })}
      />
    </>
  );
}

export function MeditationFields({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const chips = MEDITATION_MINUTES.map((minutes) => ({ id: String(minutes), label: format.duration(minutes) }));
  const shown = draft.durationSeconds === null ? null : String(Math.round(draft.durationSeconds / 60));
  return (
    <>
      <Chips name="amount" label={t('log.field.amounts')} hideLabel chips={chips} value={shown} onChange={(id) => patch({ durationSeconds: Number(id) * 60 })} />
      <Duration name="duration_seconds" label={t('log.field.minutes')} seconds={draft.durationSeconds} onChange={(durationSeconds) => patch({ durationSeconds })} />
    </>
  );
}
