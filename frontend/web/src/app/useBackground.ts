/** What runs behind every signed-in page: sending what was kept, the live line, and leaving when the session ends. */
import { useEffect, useEffectEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from 'react-router';
import { useTranslation } from 'react-i18next';
import { DELETION, leave, useFormat } from '../lib/account';
import { useConnection } from '../lib/connection';
import { flushOutbox } from '../lib/flush';
import { inboxChanged, type Notification } from '../lib/inbox';
import { onSessionEnd } from '../lib/session';
import { onTabMessage } from '../lib/tabs';
import { tellRefused } from '../parts/entries/refused';
import { tell } from '../parts/notifications/text';
import { toast } from '../ui/toasts';

const RETRY_MS = 15_000;
const RETRY_SOON_MS = 5000;
const REFRESH_MS = 10_000;

function useOutbox(): void {
  const { online, unavailable, pending } = useConnection();
  useEffect(() => {
    const attempt = () => {
      if (document.visibilityState === 'visible') void flushOutbox().then(tellRefused);
    };
    attempt();
    document.addEventListener('visibilitychange', attempt);
    const timer = pending > 0 ? window.setInterval(attempt, unavailable ? RETRY_SOON_MS : RETRY_MS) : 0;
    return () => {
      document.removeEventListener('visibilitychange', attempt);
      window.clearInterval(timer);
    };
  }, [online, unavailable, pending]);
}

/** While old or no numbers are shown, asks again until the service answers. */
function useReturn(): void {
  const { online, unavailable, asOf } = useConnection();
  const isAway = unavailable || asOf !== null;
  const client = useQueryClient();
  useEffect(() => {
    if (!online || !isAway) return undefined;
    const timer = window.setInterval(() => void client.invalidateQueries(), REFRESH_MS);
    return () => window.clearInterval(timer);
  }, [online, isAway, client]);
}

function useLive(): void {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const announce = useEffectEvent((notification: Notification) => {
    if (notification.quiet) return;
    const { title, body, to } = tell(t, format, notification.content);
    toast(title, { body, tone: 'calm', action: { label: t('inbox.open'), run: () => void navigate(to) } });
  });
  useEffect(() => {
    let stop: (() => void) | null = null;
    let isOver = false;
    let again = 0;
    // Loaded apart: the page need not wait for its live line. What cannot be fetched now is asked for again, as a dropped line is.
    const start = async () => {
      try {
        const { listen } = await import('../lib/realtime');
        if (!isOver) stop = listen((notification) => announce(notification));
      } catch {
        if (!isOver) again = window.setTimeout(() => void start(), RETRY_SOON_MS);
      }
    };
    void start();
    return () => {
      isOver = true;
      window.clearTimeout(again);
      stop?.();
    };
  }, []);
}

function useLeaving(): void {
  const { pathname } = useLocation();
  const client = useQueryClient();
  const ended = useEffectEvent(() => (client.isMutating({ mutationKey: DELETION }) > 0 ? undefined : leave('ended', pathname)));
  useEffect(() => onSessionEnd(() => void ended()), []);
  useEffect(
    () =>
      onTabMessage((message) => {
        if (message.type === 'signed-out') void leave();
        else inboxChanged(message.unread);
      }),
    [],
  );
}

export function useBackground(): void {
  useOutbox();
  useReturn();
  useLive();
  useLeaving();
}
