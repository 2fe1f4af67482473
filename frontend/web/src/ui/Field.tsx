/** The frame around every input: label above, help and fault below, so all forms read alike. */
import { useContext, useState, type ReactNode } from 'react';
import { FieldError, FieldErrorContext, Label, Text } from 'react-aria-components';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import css from './Field.module.css';

export type FieldLook = { label: string; hint?: ReactNode; optional?: boolean; hideLabel?: boolean };

export function FieldLabel({ label, optional = false, hideLabel = false }: FieldLook) {
  const { t } = useTranslation();
  return (
    <Label className={hideLabel ? 'sr' : css.label}>
      {label}
      {optional && <span className={css.optional}> ({t('common.optional')})</span>}
    </Label>
  );
}

/** The browser words its faults in its own language; the person chose ours. */
function ownWords(t: TFunction, fault: ValidityState): string | null {
  if (fault.customError) return null;
  if (fault.valueMissing) return t('errors.field.missing');
  if (fault.typeMismatch) return t('errors.field.email');
  if (fault.tooShort) return t('errors.field.tooShort');
  if (fault.tooLong) return t('errors.field.tooLong');
  if (fault.rangeUnderflow || fault.rangeOverflow) return t('errors.field.range');
  return fault.badInput || fault.patternMismatch || fault.stepMismatch ? t('errors.field.invalid') : null;
}

/** A fault goes away as soon as its field is left; its place stays, so that nothing moves away under the press that left it. */
function Fault() {
  const { t } = useTranslation();
  const validation = useContext(FieldErrorContext);
  const [told, setTold] = useState('');
  const text = validation?.isInvalid ? (ownWords(t, validation.validationDetails) ?? validation.validationErrors.join(' ')) : '';
  if (text !== '' && text !== told) setTold(text);
  if (text !== '') return <FieldError className={css.fault ?? ''}>{text}</FieldError>;
  return told === '' ? null : <span className={css.mended} aria-hidden>{told}</span>;
}

export function FieldNotes({ hint }: { hint?: ReactNode }) {
  return (
    <>
      {hint !== undefined && (
        <Text slot="description" className={css.hint}>
          {hint}
        </Text>
      )}
      <Fault />
    </>
  );
}

export { css as fieldCss };
