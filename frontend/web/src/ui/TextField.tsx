/** One line, several lines or a password, with the same frame. */
import { useState } from 'react';
import { Eye, EyeOff } from 'lucide-react';
import { Group, Input, TextArea, TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from './Button';
import { FieldLabel, FieldNotes, fieldCss as css, type FieldLook } from './Field';

export type TextFieldProps = Omit<AriaTextFieldProps, 'className' | 'children'> & FieldLook & { placeholder?: string; rows?: number };

/** The browser keeps nothing of what is typed, unless a field says what it is for: others may use the device. */
export function TextField({ label, hint, optional, hideLabel, placeholder, rows, ...props }: TextFieldProps) {
  return (
    <AriaTextField autoComplete="off" {...props} className={css.field ?? ''}>
      <FieldLabel label={label} optional={optional} hideLabel={hideLabel} />
      <Group className={css.box ?? ''}>
        {rows === undefined ? (
          <Input className={css.input ?? ''} placeholder={placeholder} />
        ) : (
          <TextArea className={css.input ?? ''} placeholder={placeholder} rows={rows} />
        )}
      </Group>
      <FieldNotes hint={hint} />
    </AriaTextField>
  );
}

export function PasswordField({ label, hint, ...props }: Omit<TextFieldProps, 'type' | 'rows'>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <AriaTextField {...props} type={shown ? 'text' : 'password'} className={css.field ?? ''}>
      <FieldLabel label={label} />
      <Group className={css.box ?? ''}>
        <Input className={css.input ?? ''} />
        <span className={css.inside}>
          <IconButton label={t(shown ? 'common.hidePassword' : 'common.showPassword')} onPress={() => setShown(!shown)}>
            {shown ? <EyeOff size={19} strokeWidth={1.7} /> : <Eye size={19} strokeWidth={1.7} />}
          </IconButton>
        </span>
      </Group>
      <FieldNotes hint={hint} />
    </AriaTextField>
  );
}
