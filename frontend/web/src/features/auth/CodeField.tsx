/** Six digits from an e-mail; phones may fill them in by themselves. */
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { doorCss as css } from './DoorCard';

export function CodeField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.code}>
      <TextField
        label={t('auth.code')}
        name="code"
        value={value}
        onChange={(text) => onChange(text.replaceAll(/\D/g, '').slice(0, 6))}
        inputMode="numeric"
        autoComplete="one-time-code"
        isRequired
        validate={(text) => (/^\d{6}$/.test(text) ? null : t('auth.codeFormat'))}
        hint={t('auth.codeHint')}
      />
    </div>
  );
}
