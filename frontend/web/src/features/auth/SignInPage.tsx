/** The way back in, by e-mail and password or through a provider. */
import { useEffect, useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Form } from 'react-aria-components';
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '@serenity/shared';
import { noticeLost } from '../../lib/notices';
import { useFieldFaults } from '../../lib/problems';
import { safePath } from '../../lib/session';
import { Button } from '../../ui/Button';
import { InlineProblem } from '../../ui/Problem';
import { PasswordField, TextField } from '../../ui/TextField';
import { toast } from '../../ui/toasts';
import { DoorCard, doorCss as css } from './DoorCard';
import { Providers } from './Providers';
import { carriedEmail, carry, enter } from './entry';

/** Says why the person is here again, if the address knows. */
function useFarewell(): void {
  const { t } = useTranslation();
  const { hash } = useLocation();
  useEffect(() => {
    if (hash === '#deleted') toast(t('settings.account.deleted'), { tone: 'calm' });
    const ended = /^#ended(?:=(\d{1,4}))?$/.exec(hash);
    if (ended === null) return;
    toast(t('errors.expired'), { tone: 'calm' });
    if (ended[1] !== undefined) noticeLost(Number(ended[1]));
  }, [hash, t]);
}

function useSignIn(next: string) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: enter,
    meta: { handled: true },
    onSuccess: () => navigate(next, { replace: true }),
    onError: (error, { email, password }) => {
      if (!(error instanceof ApiProblem) || error.kind !== 'unconfirmed') return;
      carry(email, password);
      void navigate(`/confirm?next=${encodeURIComponent(next)}`);
    },
  });
}

function SignInPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const next = safePath(search.get('next'));
  const signIn = useSignIn(next);
  useFarewell();
  const [email, setEmail] = useState(carriedEmail);
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password });
  };
  const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`;
  const create = (
    <>
      {t('auth.signIn.noAccount')}
      <Link className={css.link} to={`/sign-up${query}`}>
        {t('auth.signIn.create')}
      </Link>
    </>
  );
  return (
    <DoorCard title={t('auth.signIn.title')} lead={t('auth.signIn.lead')} foot={create}>
      <Form className={css.form ?? ''} onSubmit={submit} validationErrors={useFieldFaults(signIn.error)}>
        <InlineProblem error={signIn.error} texts={{ 'wrong-credentials': t('auth.signIn.wrong'), 'reset-required': t('auth.resetRequired') }} />
        <TextField label={t('auth.email')} name="email" type="email" autoComplete="username" isRequired value={email} onChange={setEmail} />
        <PasswordField label={t('auth.password')} name="password" autoComplete="current-password" isRequired value={password} onChange={setPassword} />
        <Link className={`${css.link} ${css.aside}`} to="/forgot" onClick={() => carry(email, null)}>
          {t('auth.signIn.forgot')}
        </Link>
        <Button type="submit" wide isPending={signIn.isPending}>
          {t('auth.signIn.submit')}
        </Button>
      </Form>
      <Providers next={next} />
    </DoorCard>
  );
}

export { SignInPage as Component };
