/** What runs behind every signed-in page: sending what was kept, and leaving when the session ends. */
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../lib/connection';
import { forgetPerson } from '../lib/account';
import { flushOutbox } from '../lib/flush';
import { onSessionEnd } from '../lib/session';
import { toast } from '../ui/toasts';

function useOutbox(): void {
  const { online, unavailable, pending } = useConnection();
  useEffect(() => {
    const attempt = () => {
      if (document.visibilityState === 'visible') void flushOutbox();
    };
    attempt();
    document.addEventListener('visibilitychange', attempt);
    const timer = pending > 0 ? window.setInterval(attempt, unavailable ? 5000 : 15_000) : 0;
    return () => {
      document.removeEventListener('visibilitychange', attempt);
      window.clearInterval(timer);
    };
  }, [online, unavailable, pending]);
}

function useSessionEnd(): void {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { t } = useTranslation();
  useEffect(
    () =>
      onSessionEnd(() => {
        toast(t('errors.expired'), { tone: 'calm' });
        void forgetPerson().then(() => navigate(`/sign-in?next=${encodeURIComponent(pathname)}`));
      }),
    [navigate, pathname, t],
  );
}

export function useBackground(): void {
  useOutbox();
  useSessionEnd();
}
