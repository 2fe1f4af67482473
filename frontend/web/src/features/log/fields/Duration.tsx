/** A length of time in hours and minutes, kept in seconds. */
import { Group, Input, NumberField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { FieldLabel, FieldNotes, fieldCss } from '../../../ui/Field';
import css from './Fields.module.css';

type Props = { label: string; name: string; seconds: number | null; onChange: (seconds: number | null) => void; withHours?: boolean };
type PartProps = { label: string; unit: string; value: number | null; onChange: (value: number | null) => void; name?: string };

function Part({ label, unit, value, onChange, name }: PartProps) {
  return (
    <NumberField
      {...(name === undefined ? {} : { name })}
      value={value ?? Number.NaN}
      onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
      minValue={0}
      formatOptions={{ maximumFractionDigits: 0 }}
      className={fieldCss.field ?? ''}
    >
      <FieldLabel label={label} />
      <Group className={`${fieldCss.box} ${css.quantity}`}>
        <Input className={fieldCss.input ?? ''} />
        <span className={fieldCss.unit}>{unit}</span>
      </Group>
      <FieldNotes />
    </NumberField>
  );
}

export function Duration({ label, name, seconds, onChange, withHours = false }: Props) {
  const { t } = useTranslation();
  const total = seconds === null ? null : Math.round(seconds / 60);
  const toSeconds = (minutes: number | null) => onChange(minutes === null || minutes === 0 ? null : minutes * 60);
  if (!withHours) return <Part label={label} name={name} unit={t('units.min')} value={total} onChange={toSeconds} />;
  const hours = total === null ? null : Math.floor(total / 60);
  const minutes = total === null ? null : total % 60;
  return (
    <div className={css.pair}>
      <Part label={t('log.field.hours')} name={name} unit={t('units.h')} value={hours} onChange={(next) => toSeconds((next ?? 0) * 60 + (minutes ?? 0))} />
      <Part label={t('log.field.minutesOnly')} unit={t('units.min')} value={minutes} onChange={(next) => toSeconds((hours ?? 0) * 60 + (next ?? 0))} />
    </div>
  );
}
