/** A number in the person's own unit, kept in the API's. */
import { Group, Input, NumberField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toDisplay, toStored, unitRule, type StoredUnit } from '@serenity/shared';
import { useFormat } from '../../../lib/account';
import { FieldLabel, FieldNotes, fieldCss } from '../../../ui/Field';
import css from './Fields.module.css';

type Props = { label: string; name: string; unit: StoredUnit; value: number | null; onChange: (value: number | null) => void; hint?: string; optional?: boolean; hideLabel?: boolean };

/** No steppers and no step: what was typed is never rounded to something else, and the API judges what is absurd. */
export function Quantity({ label, name, unit, value, onChange, hint, optional = false, hideLabel = false }: Props) {
  const { t } = useTranslation();
  const { units } = useFormat();
  const rule = unitRule(unit, units);
  return (
    <NumberField
      name={name}
      value={value === null ? Number.NaN : toDisplay(value, unit, units)}
      onChange={(shown) => onChange(Number.isNaN(shown) ? null : toStored(shown, unit, units))}
      minValue={0}
      formatOptions={{ maximumFractionDigits: rule.digits }}
      className={fieldCss.field ?? ''}
    >
      <FieldLabel label={label} optional={optional} hideLabel={hideLabel} />
      <Group className={`${fieldCss.box} ${css.quantity}`}>
        <Input className={fieldCss.input ?? ''} />
        {rule.unit !== null && <span className={fieldCss.unit}>{t(`units.${rule.unit}`)}</span>}
      </Group>
      <FieldNotes hint={hint} />
    </NumberField>
  );
}
