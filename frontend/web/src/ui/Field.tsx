/** The frame around every input: label above, help and fault below, so all forms read alike. */
import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
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

export function FieldNotes({ hint }: { hint?: ReactNode }) {
  return (
    <>
      {hint !== undefined && (
        <Text slot="description" className={css.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={css.fault ?? ''} />
    </>
  );
}

export { css as fieldCss };
