/** How far along something is, as a ring around what it is about. */
import type { ReactNode } from 'react';
import { ringArc } from '@serenity/shared';
import css from './ProgressRing.module.css';

type Props = { fraction: number; label: string; valueText: string; size?: number; thickness?: number; colour?: string; children?: ReactNode };

export function ProgressRing({ fraction, label, valueText, size = 64, thickness = 7, colour = 'var(--c-primary)', children }: Props) {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className={css.ring}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={valueText}
      style={{ width: size, height: size }}
    >
      <svg width={size} height={size} viewBox={`${-size / 2} ${-size / 2} ${size} ${size}`} aria-hidden>
        <circle r={(size - thickness) / 2} fill="none" stroke="var(--c-sunk)" strokeWidth={thickness} />
        <path d={ringArc(fraction, size / 2, thickness)} fill={colour} />
      </svg>
      {children !== undefined && <span className={css.middle}>{children}</span>}
    </div>
  );
}
