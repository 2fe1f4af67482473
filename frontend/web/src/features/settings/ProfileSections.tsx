/** Name, language, display and the person's own day: each choice takes effect at once. */
import { useState, type FormEvent } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useChangeProfile, useProfile } from '../../lib/account';
import { useFieldFaults } from '../../lib/problems';
import { DayEndField, FocusField, LanguageField, ThemeField, UnitsField, ZoneField } from '../../parts/profile/fields';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { InlineProblem } from '../../ui/Problem';
import { TextField } from '../../ui/TextField';
import { toast } from '../../ui/toasts';
import css from './Settings.module.css';

const MAX_NAME = 60;

export function ProfileSection() {
  const { t } = useTranslation();
  const { display_name: name, email } = useProfile();
  const [draft, setDraft] = useState(name ?? '');
  const change = useChangeProfile({ handled: true });
  const faults = useFieldFaults(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ display_name: draft.trim() === '' ? null : draft.trim() }, { onSuccess: () => toast(t('common.saved')) });
  };
  return (
    <Card title={t('settings.profile.title')}>
      <div className={css.fields}>
        <Form className={css.fields ?? ''} onSubmit={submit} validationErrors={faults}>
          <InlineProblem error={change.error} />
          <div className={css.row}>
            <TextField label={t('settings.profile.name')} hint={t('settings.profile.nameHint')} name="display_name" autoComplete="given-name" maxLength={MAX_NAME} value={draft} onChange={setDraft} />
            <Button type="submit" variant="soft" isPending={change.isPending} isDisabled={draft.trim() === (name ?? '')}>
              {t('common.save')}
            </Button>
          </div>
        </Form>
        {email !== null && (
          <dl className={css.fixed}>
            <dt>{t('settings.profile.email')}</dt>
            <dd>{email}</dd>
          </dl>
        )}
      </div>
    </Card>
  );
}

export function DisplaySection() {
  const { t } = useTranslation();
  const { language, units, theme } = useProfile();
  const { mutate } = useChangeProfile();
  return (
    <Card title={t('settings.display.title')}>
      <div className={css.fields}>
        <LanguageField value={language} onChange={(next) => mutate({ language: next })} />
        <ThemeField value={theme} onChange={(next) => mutate({ theme: next })} />
        <UnitsField value={units} onChange={(next) => mutate({ units: next })} />
      </div>
    </Card>
  );
}

export function DaySection() {
  const { t } = useTranslation();
  const { time_zone: zone, day_end_minutes: dayEnd, focus } = useProfile();
  const { mutate } = useChangeProfile();
  return (
    <Card title={t('settings.day.title')} note={t('settings.day.lead')}>
      <div className={css.fields}>
        <ZoneField value={zone} onChange={(next) => mutate({ time_zone: next })} />
        <DayEndField value={dayEnd} onChange={(next) => mutate({ day_end_minutes: next })} />
        <FocusField value={focus} onChange={(next) => mutate({ focus: [...next] })} />
      </div>
    </Card>
  );
}
