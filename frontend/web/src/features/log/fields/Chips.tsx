/** A row of small choices, one of which is on; the arrows move, Enter saves. */
import type { ReactNode } from 'react';
import { FieldError, Label, Radio, RadioGroup } from 'react-aria-components';
import { fieldCss } from '../../../ui/Field';
import css from './Fields.module.css';

export type Chip = { id: string; label: string; icon?: ReactNode };
type Props = { label: string; name: string; chips: readonly Chip[]; value: string | null; onChange: (id: string) => void; hint?: string; optional?: string; hideLabel?: boolean; even?: boolean };

export function Chips({ label, name, chips, value, onChange, hint, optional, hideLabel = false, even = false }: Props) {
  return (
    <RadioGroup name={name} value={value} onChange={onChange} orientation="horizontal" className={fieldCss.field ?? ''}>
      <Label className={hideLabel ? 'sr' : fieldCss.label}>
        {label}
        {optional !== undefined && <span className={fieldCss.optional}> ({optional})</span>}
      </Label>
      <div className={even ? css.even : css.chips}>
        {chips.map((chip) => (
          <Radio key={chip.id} value={chip.id} className={css.chip ?? ''}>
            {chip.icon}
            {chip.label}
          </Radio>
        ))}
      </div>
      {hint !== undefined && <p className={fieldCss.hint}>{hint}</p>}
      <FieldError className={fieldCss.fault ?? ''} />
    </RadioGroup>
  );
}
