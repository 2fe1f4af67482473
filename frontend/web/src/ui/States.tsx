/** What a page shows while it waits, when it is empty and when something failed. */
import type { ReactNode } from 'react';
import { CloudOff, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '@serenity/shared';
import { Button } from './Button';
import { SmallScene } from './Scene';
import css from './States.module.css';

/** Holds the final height so nothing jumps when the content arrives. */
export function Skeleton({ height, radius = 'l' }: { height: number | string; radius?: 's' | 'm' | 'l' | 'xl' }) {
  return <div className={`${css.skeleton} ${css[radius]}`} style={{ height }} aria-hidden />;
}

/** Wrap skeletons in it: one word for screen readers instead of silence. */
export function Waiting({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div role="status" className={css.waiting}>
      <span className="sr">{t('common.loading')}</span>
      {children}
    </div>
  );
}

/** Nothing here yet, and the first step out of it. */
export function EmptyState({ title, body, action, seed = 3 }: { title: string; body: string; action?: ReactNode; seed?: number }) {
  return (
    <div className={css.state}>
      <SmallScene seed={seed} />
      <h2>{title}</h2>
      <p>{body}</p>
      {action}
    </div>
  );
}

function useFault(error: unknown): { title: string; body: string } {
  const { t } = useTranslation();
  if (error instanceof ApiProblem) {
    return error.isTransient
      ? { title: t('errors.unavailableTitle'), body: t('errors.unavailable') }
      : { title: t('errors.title'), body: t('errors.body') };
  }
  return error instanceof TypeError
    ? { title: t('errors.offlineTitle'), body: t('errors.offline') }
    : { title: t('errors.title'), body: t('errors.body') };
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const { title, body } = useFault(error);
  return (
    <div className={css.state} role="alert">
      <span className={css.badge} aria-hidden>
        <CloudOff size={26} strokeWidth={1.5} />
      </span>
      <h2>{title}</h2>
      <p>{body}</p>
      <Button variant="soft" onPress={onRetry} icon={<RotateCw size={17} strokeWidth={1.8} />}>
        {t('common.retry')}
      </Button>
    </div>
  );
}
