/** The card every door is written on. */
import type { ReactNode } from 'react';
import { useArrival, useTitle } from '../../ui/Page';
import css from './DoorCard.module.css';

export function DoorCard({ title, lead, children, foot }: { title: string; lead: string; children: ReactNode; foot?: ReactNode }) {
  useTitle(title);
  const heading = useArrival();
  return (
    <section className={css.card}>
      <header className={css.head}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p>{lead}</p>
      </header>
      {children}
      {foot !== undefined && <footer className={css.foot}>{foot}</footer>}
    </section>
  );
}

export { css as doorCss };
