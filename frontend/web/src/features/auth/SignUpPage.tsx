/** The first way in: an account by e-mail, or through a provider. */
import { useState, type FormEvent } from 'react';
import { Form } from 'react-aria-components';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useTranslation } from 'react-i18next';
import type { Language } from '@serenity/shared';
import { $api } from '../../lib/api';
import { useFieldFaults } from '../../lib/problems';
import { safePath } from '../../lib/session';
import { Button } from '../../ui/Button';
import { InlineProblem } from '../../ui/Problem';
import { PasswordField, TextField } from '../../ui/TextField';
import { DoorCard, doorCss as css } from './DoorCard';
import { Providers } from './Providers';
import { carriedEmail, carry } from './entry';
import { MIN_PASSWORD } from './rules';

function SignUpPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = safePath(search.get('next'));
  const [email, setEmail] = useState(carriedEmail);
  const [password, setPassword] = useState('');
  const signUp = $api.useMutation('post', '/v1/auth/sign-up', {
    meta: { handled: true },
    onSuccess: (_, { body }) => {
      carry(body.email, body.password);
      void navigate(`/confirm?next=${encodeURIComponent(next)}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate({ body: { email, password, language: i18n.language as Language } });
  };
  const back = (
    <>
      {t('auth.signUp.have')}
      <Link className={css.link} to="/sign-in">
        {t('auth.signUp.signIn')}
      </Link>
    </>
  );
  return (
    <DoorCard title={t('auth.signUp.title')} lead={t('auth.signUp.lead')} foot={back}>
      <Form className={css.form ?? ''} onSubmit={submit} validationErrors={useFieldFaults(signUp.error)}>
        <InlineProblem error={signUp.error} />
        <TextField label={t('auth.email')} name="email" type="email" autoComplete="email" isRequired value={email} onChange={setEmail} />
        <PasswordField label={t('auth.password')} name="password" autoComplete="new-password" isRequired minLength={MIN_PASSWORD} value={password} onChange={setPassword} hint={t('auth.passwordHint')} />
        <Button type="submit" wide isPending={signUp.isPending}>
          {t('auth.signUp.submit')}
        </Button>
      </Form>
      <Providers next={next} />
    </DoorCard>
  );
}

export { SignUpPage as Component };
