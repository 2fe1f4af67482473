/** A number with its unit, steppers for touch and arrow keys for the keyboard. */
import { Minus, Plus } from 'lucide-react';
import { Button, Group, Input, NumberField as AriaNumberField, type NumberFieldProps as AriaNumberFieldProps } from 'react-aria-components';
import { FieldLabel, FieldNotes, fieldCss as css, type FieldLook } from './Field';

export type NumberFieldProps = Omit<AriaNumberFieldProps, 'className' | 'children'> & FieldLook & { unit?: string | undefined };

export function NumberField({ label, hint, optional, hideLabel, unit, ...props }: NumberFieldProps) {
  return (
    <AriaNumberField {...props} className={css.field ?? ''}>
      <FieldLabel label={label} optional={optional} hideLabel={hideLabel} />
      <Group className={`${css.box} ${css.number}`}>
        <Button slot="decrement" className={css.step ?? ''}>
          <Minus size={18} strokeWidth={1.8} />
        </Button>
        <Input className={css.input ?? ''} />
        {unit !== undefined && unit !== '' && <span className={css.unit}>{unit}</span>}
        <Button slot="increment" className={css.step ?? ''}>
          <Plus size={18} strokeWidth={1.8} />
        </Button>
      </Group>
      <FieldNotes hint={hint} />
    </AriaNumberField>
  );
}
