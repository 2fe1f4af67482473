/** The frame around every input: label above, help and fault below, so all forms read alike. */
import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
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

export function FieldNotes({ hint }: { hint?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      {hint !== undefined && (
        <Text slot="description" className={css.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={css.fault ?? ''}>{({ validationDetails, validationErrors }) => ownWords(t, validationDetails) ?? validationErrors.join(' ')}</FieldError>
    </>
  );
}

export { css as fieldCss };
