/** A night or a nap: bed and wake time, or only how long, and how it was. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../lib/account';
import { sleepSpan } from '../../../parts/entries/draft';
import { ZoneField } from '../../../parts/profile/fields';
import { Button } from '../../../ui/Button';
import { SegmentedControl } from '../../../ui/Choice';
import { DateField, TimeField } from '../../../ui/DateTime';
import type { FieldsProps } from '../useLogForm';
import { Chips } from './Chips';
import { Duration } from './Duration';
import css from './Fields.module.css';

const levels = ['1', '2', '3', '4', '5'] as const;

function Times({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { start, end } = sleepSpan(draft);
  const duration = format.duration((end.getTime() - start.getTime()) / 60_000);
  return (
    <>
      <div className={css.pair}>
        <TimeField name="started_at" label={t('log.field.bed')} value={draft.bed} onChange={(bed) => patch({ bed })} />
        <TimeField name="ended_at" label={t('log.field.wake')} value={draft.wake} onChange={(wake) => patch({ wake })} />
      </div>
      <p className={css.span} aria-live="polite">
        {t('log.field.span', { duration })}
      </p>
    </>
  );
}

function Zone({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <ZoneField value={draft.zone} onChange={(zone) => patch({ zone })} />;
  return (
    <Button variant="plain" size="s" onPress={() => setOpen(true)}>
      {t('log.when.zone')}
    </Button>
  );
}

export function SleepFields({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  const ways = [
    { id: 'clock' as const, label: t('log.field.byClock') },
    { id: 'length' as const, label: t('log.field.byLength') },
  ];
  const quality = [{ id: 'none', label: t('log.quality.none') }, ...levels.map((id) => ({ id, label: t(`log.quality.${id}`) }))];
  return (
    <>
      {draft.sleepBy === 'clock' ? <Times draft={draft} patch={patch} /> : <Duration label={t('log.field.minutes')} name="duration_seconds" seconds={draft.durationSeconds} onChange={(durationSeconds) => patch({ durationSeconds })} withHours />}
      <div className={css.pair}>
        <DateField name="on" label={t('log.field.wakeDay')} value={draft.day} onChange={(day) => patch({ day })} />
        <div className={css.zone}>
          <Zone draft={draft} patch={patch} />
        </div>
      </div>
      <SegmentedControl label={t('log.field.sleepBy')} hideLabel choices={ways} value={draft.sleepBy} onChange={(sleepBy) => patch({ sleepBy })} />
      <Chips
        name="quality"
        label={t('log.quality.label')}
        chips={quality}
        value={draft.quality === null ? 'none' : String(draft.quality)}
        onChange={(id) => patch({ quality: id === 'none' ? null : Number(id) })}
      />
    </>
  );
}
