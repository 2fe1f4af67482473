/** The way back for a forgotten password: an address, then a code with a new password. */
import { useState, type FormEvent } from 'react';
import { Form } from 'react-aria-components';
import { Link, useNavigate } from 'react-router';
import { useTranslation } from 'react-i18next';
import { $api } from '../../lib/api';
import { useFieldFaults } from '../../lib/problems';
import { Button } from '../../ui/Button';
import { InlineProblem } from '../../ui/Problem';
import { PasswordField, TextField } from '../../ui/TextField';
import { toast } from '../../ui/toasts';
import { CodeField } from './CodeField';
import { DoorCard, doorCss as css } from './DoorCard';
import { carriedEmail, carry } from './entry';
import { MIN_PASSWORD } from './rules';

function BackLink() {
  const { t } = useTranslation();
  return (
    <Link className={css.link} to="/sign-in">
      {t('auth.forgot.back')}
    </Link>
  );
}

function AskForm({ onSent }: { onSent: (email: string) => void }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState(carriedEmail);
  const forgot = $api.useMutation('post', '/v1/auth/forgot', { meta: { handled: true }, onSuccess: () => onSent(email) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    forgot.mutate({ body: { email } });
  };
  return (
    <DoorCard title={t('auth.forgot.title')} lead={t('auth.forgot.lead')} foot={<BackLink />}>
      <Form className={css.form ?? ''} onSubmit={submit} validationErrors={useFieldFaults(forgot.error)}>
        <InlineProblem error={forgot.error} />
        <TextField label={t('auth.email')} name="email" type="email" autoComplete="username" isRequired value={email} onChange={setEmail} />
        <Button type="submit" wide isPending={forgot.isPending}>
          {t('auth.forgot.submit')}
        </Button>
      </Form>
    </DoorCard>
  );
}

function ResetForm({ email }: { email: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const reset = $api.useMutation('post', '/v1/auth/reset', {
    meta: { handled: true },
    onSuccess: () => {
      carry(email, null);
      toast(t('auth.forgot.done'));
      void navigate('/sign-in', { replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate({ body: { email, code, password } });
  };
  return (
    <DoorCard title={t('auth.forgot.resetTitle')} lead={t('auth.forgot.resetLead', { email })} foot={<BackLink />}>
      <Form className={css.form ?? ''} onSubmit={submit} validationErrors={useFieldFaults(reset.error)}>
        <InlineProblem error={reset.error} />
        <CodeField value={code} onChange={setCode} />
        <PasswordField label={t('auth.newPassword')} name="password" autoComplete="new-password" isRequired minLength={MIN_PASSWORD} value={password} onChange={setPassword} hint={t('auth.passwordHint')} />
        <Button type="submit" wide isPending={reset.isPending}>
          {t('auth.forgot.reset')}
        </Button>
      </Form>
    </DoorCard>
  );
}

function ForgotPage() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  return sentTo === null ? <AskForm onSent={setSentTo} /> : <ResetForm email={sentTo} />;
}

export { ForgotPage as Component };
