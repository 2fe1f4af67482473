/** The frame of a page inside the shell: its one title, what stands beside it, and the browser tab's name. */
import { useEffect, useRef, type ReactNode } from 'react';
import { useNavigationType } from 'react-router';
import { useTranslation } from 'react-i18next';
import css from './Page.module.css';

type Props = { title: string; /** The name of the tab, which the browser's history keeps, where the title is personal. */ tab?: string; kicker?: string; actions?: ReactNode; children: ReactNode };

export function Page({ title, tab = title, kicker, actions, children }: Props) {
  useTitle(tab);
  const heading = useArrival();
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div>
          {kicker !== undefined && <p className={css.kicker}>{kicker}</p>}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
        </div>
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** After a link is followed, reading and tabbing go on from the new page's title, as on any web page. */
export function useArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  const isFollowed = useNavigationType() === 'PUSH';
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current) return;
    arrived.current = true;
    const isBusy = document.activeElement?.closest('main, [role="dialog"]') !== null;
    if (isFollowed && !isBusy) heading.current?.focus({ preventScroll: true });
  }, [isFollowed]);
  return heading;
}

export function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('common.app')}`;
  }, [title, t]);
}
