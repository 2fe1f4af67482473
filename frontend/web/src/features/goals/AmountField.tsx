/** An amount in the person's own unit; durations from an hour on are typed as hours and minutes. */
import { useTranslation } from 'react-i18next';
import { round, toDisplay, toStored, unitRule } from '@serenity/shared';
import { useFormat } from '../../lib/account';
import { NumberField } from '../../ui/NumberField';
import type { Amount } from './editing';
import css from './Editor.module.css';

type Props = { label: string; unit: string; value: Amount; onChange: (value: Amount) => void; name: string; isRequired?: boolean };

const HOUR = 3600;
const MINUTE = 60;

function Hours({ label, value, onChange, name, isRequired = false }: Omit<Props, 'unit'>) {
  const { t } = useTranslation();
  const hours = value === null ? Number.NaN : Math.floor(value / HOUR);
  const minutes = value === null ? Number.NaN : round((value % HOUR) / MINUTE, 0);
  const put = (h: number, m: number) => {
    const total = (Number.isNaN(h) ? 0 : h * HOUR) + (Number.isNaN(m) ? 0 : m * MINUTE);
    onChange(total > 0 ? total : null);
  };
  return (
    <div className={css.pair} role="group" aria-label={label}>
      <NumberField name={name} label={label} unit={t('units.h')} minValue={0} maxValue={9999} value={hours} onChange={(h) => put(h, minutes)} isRequired={isRequired} />
      <NumberField label={t('goals.editor.minutes')} unit={t('units.min')} minValue={0} maxValue={59} step={5} value={minutes} onChange={(m) => put(hours, m)} />
    </div>
  );
}

export function AmountField({ unit, value, onChange, ...props }: Props) {
  const format = useFormat();
  if (unit === 's') return <Hours {...props} value={value} onChange={onChange} />;
  const rule = unitRule(unit, format.units);
  return (
    <NumberField
      {...props}
      unit={format.unit(rule.unit)}
      minValue={0}
      step={rule.step}
      formatOptions={{ maximumFractionDigits: rule.digits }}
      value={value === null ? Number.NaN : toDisplay(value, unit, format.units)}
      onChange={(shown) => onChange(Number.isNaN(shown) || shown <= 0 ? null : toStored(shown, unit, format.units))}
    />
  );
}
