/** A quiet white surface for one subject, with its title as a heading. */
import { useId, type ReactNode } from 'react';
import css from './Card.module.css';

type Props = { title?: string; note?: ReactNode; action?: ReactNode; children: ReactNode; level?: 2 | 3 };

export function Card({ title, note, action, children, level = 2 }: Props) {
  const id = useId();
  const Title = level === 2 ? 'h2' : 'h3';
  return (
    <section className={css.card} {...(title === undefined ? {} : { 'aria-labelledby': id })}>
      {title !== undefined && (
        <header className={css.head}>
          <div>
            <Title id={id}>{title}</Title>
            {note !== undefined && <p className={css.note}>{note}</p>}
          </div>
          {action}
        </header>
      )}
      {children}
    </section>
  );
}
