/** The frame of a page inside the shell: its one title, what stands beside it, and the browser tab's name. */
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Page.module.css';

type Props = { title: string; kicker?: string; actions?: ReactNode; children: ReactNode; narrow?: boolean };

export function Page({ title, kicker, actions, children, narrow = false }: Props) {
  useTitle(title);
  return (
    <div className={`${css.page} ${narrow ? css.narrow : ''}`}>
      <header className={css.head}>
        <div>
          {kicker !== undefined && <p className={css.kicker}>{kicker}</p>}
          <h1>{title}</h1>
        </div>
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('common.app')}`;
  }, [title, t]);
}
