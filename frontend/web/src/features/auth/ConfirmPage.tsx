/** Proves the e-mail address with the code that arrived there, then goes straight in. */
import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Form } from 'react-aria-components';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useTranslation } from 'react-i18next';
import { $api, api } from '../../lib/api';
import { useFieldFaults } from '../../lib/problems';
import { safePath } from '../../lib/session';
import { Button } from '../../ui/Button';
import { InlineProblem } from '../../ui/Problem';
import { TextField } from '../../ui/TextField';
import { toast } from '../../ui/toasts';
import { CodeField } from './CodeField';
import { DoorCard, doorCss as css } from './DoorCard';
import { carriedCredentials, carriedEmail, carry, enter } from './entry';

/** With the password still in memory the person goes on; otherwise they sign in. */
async function confirmAndEnter(body: { email: string; code: string }): Promise<boolean> {
  await api.POST('/v1/auth/confirm', { body });
  const credentials = carriedCredentials();
  if (credentials === null || credentials.email !== body.email) {
    carry(body.email, null);
    return false;
  }
  await enter(credentials);
  return true;
}

function Resend({ email }: { email: string }) {
  const { t } = useTranslation();
  const resend = $api.useMutation('post', '/v1/auth/resend', { onSuccess: () => toast(t('auth.confirm.resent')) });
  return (
    <Button variant="plain" size="s" isDisabled={email === ''} isPending={resend.isPending} onPress={() => resend.mutate({ body: { email } })}>
      {t('auth.confirm.resend')}
    </Button>
  );
}

function ConfirmPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [isKnown] = useState(() => carriedEmail() !== '');
  const [email, setEmail] = useState(carriedEmail);
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: confirmAndEnter,
    meta: { handled: true },
    onSuccess: (entered) => {
      if (!entered) toast(t('auth.confirm.done'));
      void navigate(entered ? safePath(search.get('next')) : '/sign-in', { replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate({ email, code });
  };
  const foot = (
    <>
      <Resend email={email} />
      <Link className={css.link} to="/sign-up">
        {t('auth.confirm.other')}
      </Link>
    </>
  );
  return (
    <DoorCard title={t('auth.confirm.title')} lead={isKnown ? t('auth.confirm.lead', { email }) : t('auth.confirm.leadUnknown')} foot={foot}>
      <Form className={css.form ?? ''} onSubmit={submit} validationErrors={useFieldFaults(confirm.error)}>
        <InlineProblem error={confirm.error} texts={{ 'signed-up-elsewhere': t('auth.elsewhere') }} />
        {!isKnown && <TextField label={t('auth.email')} name="email" type="email" autoComplete="email" isRequired value={email} onChange={setEmail} />}
        <CodeField value={code} onChange={setCode} />
        <Button type="submit" wide isPending={confirm.isPending}>
          {t('auth.confirm.submit')}
        </Button>
      </Form>
    </DoorCard>
  );
}

export { ConfirmPage as Component };
