/** Asks once more, makes sure it is really the person, then lets everything go. */
import { useState, type FormEvent } from 'react';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '@serenity/shared';
import { api } from '../../lib/api';
import { DELETION, leave, sessionQuery, useProfile } from '../../lib/account';
import { broadcast } from '../../lib/tabs';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { InlineProblem } from '../../ui/Problem';
import { providerName } from '../../ui/ProviderMark';
import { PasswordField } from '../../ui/TextField';
import { RETURN_PARAM } from './leaving';
import css from './Settings.module.css';

/** A little under the five minutes the API grants. */
const FRESH_MS = 4.5 * 60_000;
const FORM = 'delete-account';

function isFresh(provenAt: string | null | undefined): boolean {
  return typeof provenAt === 'string' && Date.now() - Date.parse(provenAt) < FRESH_MS;
}

function useDeletion() {
  return useMutation({
    mutationKey: DELETION,
    meta: { handled: true },
    mutationFn: async (password: string | null) => {
      if (password !== null) await api.POST('/v1/auth/reauthenticate', { body: { password } });
      await api.DELETE('/v1/me');
      broadcast({ type: 'signed-out' });
      await leave('deleted');
    },
  });
}

function ProviderProof({ providers }: { providers: readonly string[] }) {
  const { t } = useTranslation();
  const back = encodeURIComponent(`/settings?${RETURN_PARAM}=1`);
  return (
    <div className={css.providers}>
      <p>{t('auth.reauth.leadProvider')}</p>
      {providers.map((provider) => (
        <Button key={provider} variant="soft" onPress={() => location.assign(`/v1/auth/authorize/${encodeURIComponent(provider)}?reauthenticate=true&return_to=${back}`)}>
          {t('auth.reauth.provider', { provider: providerName(provider) })}
        </Button>
      ))}
    </div>
  );
}

export function DeleteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { has_password: hasPassword } = useProfile();
  const { providers, authenticated_at: provenAt } = useSuspenseQuery(sessionQuery).data;
  const [password, setPassword] = useState('');
  const deletion = useDeletion();
  const refusal = deletion.error instanceof ApiProblem ? deletion.error.kind : null;
  const needsProof = !isFresh(provenAt) || refusal !== null;
  const byProvider = needsProof && (!hasPassword || refusal === 'no-password');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deletion.mutate(needsProof ? password : null);
  };
  const footer = (
    <>
      <Button variant="soft" onPress={onClose}>
        {t('settings.account.keep')}
      </Button>
      {!byProvider && (
        <Button variant="danger" type="submit" form={FORM} isPending={deletion.isPending}>
          {t('settings.account.deleteConfirm')}
        </Button>
      )}
    </>
  );
  return (
    <Dialog role="alertdialog" title={t('settings.account.deleteTitle')} isOpen onClose={onClose} footer={footer}>
      <Form id={FORM} className={css.fields ?? ''} onSubmit={submit}>
        <p>{t('settings.account.deleteBody')}</p>
        <InlineProblem error={deletion.error} texts={{ 'wrong-credentials': t('auth.reauth.wrong'), reauthenticate: t('auth.reauth.lead'), 'no-password': t('auth.reauth.leadProvider') }} />
        {needsProof && hasPassword && (
          <PasswordField label={t('auth.password')} hint={t('auth.reauth.lead')} name="password" autoComplete="current-password" isRequired value={password} onChange={setPassword} />
        )}
        {byProvider && <ProviderProof providers={providers} />}
      </Form>
    </Dialog>
  );
}
