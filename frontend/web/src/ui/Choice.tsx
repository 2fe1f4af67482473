/** Choices one can see all at once: a row of segments, large cards, or a switch. */
import type { ReactNode } from 'react';
import { Check } from 'lucide-react';
import { Checkbox, CheckboxGroup, Radio, RadioGroup, Switch as AriaSwitch, type SwitchProps } from 'react-aria-components';
import { FieldLabel, FieldNotes, fieldCss, type FieldLook } from './Field';
import css from './Choice.module.css';

export type Choice<K extends string> = { id: K; label: string; note?: string; icon?: ReactNode };
type OneProps<K extends string> = FieldLook & { choices: readonly Choice<K>[]; value: K | null; onChange: (value: K) => void; name?: string };
type ManyProps<K extends string> = FieldLook & { choices: readonly Choice<K>[]; value: readonly K[]; onChange: (value: K[]) => void };

/** Two to five short choices side by side, one of which is on. */
export function SegmentedControl<K extends string>({ label, hint, hideLabel, choices, value, onChange, name }: OneProps<K>) {
  return (
    <RadioGroup value={value} onChange={(next) => onChange(next as K)} orientation="horizontal" className={fieldCss.field ?? ''} {...(name === undefined ? {} : { name })}>
      <FieldLabel label={label} hideLabel={hideLabel} />
      <div className={css.segments}>
        {choices.map((choice) => (
          <Radio key={choice.id} value={choice.id} className={css.segment ?? ''}>
            {choice.icon}
            {choice.label}
          </Radio>
        ))}
      </div>
      <FieldNotes hint={hint} />
    </RadioGroup>
  );
}

function CardFace({ choice }: { choice: Choice<string> }) {
  return (
    <>
      {choice.icon !== undefined && <span className={css.cardIcon}>{choice.icon}</span>}
      <span className={css.cardText}>
        <span className={css.cardLabel}>{choice.label}</span>
        {choice.note !== undefined && <span className={css.cardNote}>{choice.note}</span>}
      </span>
      <span className={css.tick} aria-hidden>
        <Check size={15} strokeWidth={2.6} />
      </span>
    </>
  );
}

/** One of several, each on its own card. */
export function CardChoice<K extends string>({ label, hint, hideLabel, choices, value, onChange }: OneProps<K>) {
  return (
    <RadioGroup value={value} onChange={(next) => onChange(next as K)} className={fieldCss.field ?? ''}>
      <FieldLabel label={label} hideLabel={hideLabel} />
      <div className={css.cards}>
        {choices.map((choice) => (
          <Radio key={choice.id} value={choice.id} className={css.card ?? ''}>
            <CardFace choice={choice} />
          </Radio>
        ))}
      </div>
      <FieldNotes hint={hint} />
    </RadioGroup>
  );
}

/** Any number of several, each on its own card. */
export function CardChoices<K extends string>({ label, hint, hideLabel, choices, value, onChange }: ManyProps<K>) {
  return (
    <CheckboxGroup value={[...value]} onChange={(next) => onChange(next as K[])} className={fieldCss.field ?? ''}>
      <FieldLabel label={label} hideLabel={hideLabel} />
      <div className={css.cards}>
        {choices.map((choice) => (
          <Checkbox key={choice.id} value={choice.id} className={css.card ?? ''}>
            <CardFace choice={choice} />
          </Checkbox>
        ))}
      </div>
      <FieldNotes hint={hint} />
    </CheckboxGroup>
  );
}

/** On or off, taking effect at once. */
export function Switch({ label, note, ...props }: Omit<SwitchProps, 'children' | 'className'> & { label: string; note?: string }) {
  return (
    <AriaSwitch {...props} className={css.switch ?? ''}>
      <span className={css.cardText}>
        <span>{label}</span>
        {note !== undefined && <span className={css.cardNote}>{note}</span>}
      </span>
      <span className={css.track} aria-hidden />
    </AriaSwitch>
  );
}
