/** The round picture of a kind, in its colour. */
import { kindLooks, type Kind } from './kinds';
import css from './KindIcon.module.css';

export function KindIcon({ kind, size = 40 }: { kind: Kind; size?: number }) {
  const { Icon, colour, soft } = kindLooks[kind];
  return (
    <span className={css.icon} style={{ width: size, height: size, color: colour, '--soft': soft } as React.CSSProperties} aria-hidden>
      <Icon size={Math.round(size * 0.48)} strokeWidth={1.7} />
    </span>
  );
}
