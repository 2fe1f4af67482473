/** Where the person is signed in, each place closable. */
import { Laptop, Smartphone } from 'lucide-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { $api, api, untilGone, type Schemas } from '../../lib/api';
import { useFormat } from '../../lib/account';
import { deviceName } from '../../parts/notifications/device';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import { ErrorState, Skeleton, Waiting } from '../../ui/States';
import { toast } from '../../ui/toasts';
import css from './Settings.module.css';

const phones = /iPhone|Android|iPad/;

function useEndings() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refresh = (text: string) => {
    toast(text);
    return client.invalidateQueries({ queryKey: ['get', '/v1/sessions'] });
  };
  const one = useMutation({ mutationFn: async (id: string) => untilGone(api.DELETE('/v1/sessions/{session_id}', { params: { path: { session_id: id } } })), onSuccess: () => refresh(t('settings.sessions.ended')) });
  const others = $api.useMutation('post', '/v1/sessions/end-others', { onSuccess: () => refresh(t('settings.sessions.othersEnded')) });
  return { one, others };
}

function SessionRow({ session, onEnd, isEnding }: { session: Schemas['Session']; onEnd: () => void; isEnding: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const device = deviceName(t, session.device);
  const Icon = phones.test(session.device) ? Smartphone : Laptop;
  return (
    <li className={css.session}>
      <Icon size={22} strokeWidth={1.5} aria-hidden />
      <div className={css.sessionText}>
        <p>{device}</p>
        <p className={css.note}>{t('settings.sessions.lastSeen', { when: format.ago(session.last_seen_at) })}</p>
      </div>
      {session.current ? (
        <span className={css.here}>{t('settings.sessions.current')}</span>
      ) : (
        <Button variant="soft" size="s" isPending={isEnding} onPress={onEnd} aria-label={t('settings.sessions.endNamed', { device })}>
          {t('settings.sessions.end')}
        </Button>
      )}
    </li>
  );
}

export function SessionsSection() {
  const { t } = useTranslation();
  const { data, isPending, error, refetch } = $api.useQuery('get', '/v1/sessions');
  const { one, others } = useEndings();
  const items = data?.items ?? [];
  const ending = one.isPending ? one.variables : null;
  return (
    <Card title={t('settings.sessions.title')} note={t('settings.sessions.lead')}>
      {isPending && (
        <Waiting>
          <Skeleton height={136} radius="m" />
        </Waiting>
      )}
      {!isPending && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      <ul className={css.divided}>
        {items.map((session) => (
          <SessionRow key={session.id} session={session} isEnding={ending === session.id} onEnd={() => one.mutate(session.id)} />
        ))}
      </ul>
      {items.length === 1 && <p className={css.note}>{t('settings.sessions.only')}</p>}
      {items.length > 2 && (
        <div className={css.actions}>
          <Button variant="plain" size="s" isPending={others.isPending} onPress={() => others.mutate({})}>
            {t('settings.sessions.endOthers')}
          </Button>
        </div>
      )}
    </Card>
  );
}
