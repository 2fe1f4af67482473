/** The one button of the product, in four weights, that can also say it is busy. */
import type { ReactNode } from 'react';
import { Button as AriaButton, Link as AriaLink, ToggleButton as AriaToggleButton, type ButtonProps as AriaButtonProps, type LinkProps, type ToggleButtonProps } from 'react-aria-components';
import css from './Button.module.css';

type Look = { variant?: 'primary' | 'soft' | 'plain' | 'danger' | 'dangerSoft' | 'paper'; size?: 'm' | 's'; wide?: boolean; icon?: ReactNode; children: ReactNode };
export type ButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style'> & Look;

function look({ variant = 'primary', size = 'm', wide = false }: Omit<Look, 'children'>): string {
  return [css.button, css[variant], css[size], wide && css.wide].filter(Boolean).join(' ');
}

export function Button({ variant, size, wide, icon, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={look({ variant, size, wide } as Look)}>
      {icon}
      <span>{children}</span>
      {props.isPending === true && <span className={css.busy} aria-hidden />}
    </AriaButton>
  );
}

/** Looks like a button and goes somewhere. */
export function ButtonLink({ variant, size, wide, icon, children, ...props }: Omit<LinkProps, 'children' | 'className' | 'style'> & Look) {
  return (
    <AriaLink {...props} className={look({ variant, size, wide } as Look)}>
      {icon}
      <span>{children}</span>
    </AriaLink>
  );
}

type IconProps = { label: string; children: ReactNode; onScene?: boolean };

/** A round button with a picture only; the label is what is read out. */
export function IconButton({ label, children, onScene = false, ...props }: Omit<AriaButtonProps, 'children' | 'className' | 'aria-label'> & IconProps) {
  return (
    <AriaButton {...props} aria-label={label} className={`${css.icon} ${onScene ? css.onScene : ''}`}>
      {children}
    </AriaButton>
  );
}

export function IconToggle({ label, children, onScene = false, ...props }: Omit<ToggleButtonProps, 'children' | 'className' | 'aria-label'> & IconProps) {
  return (
    <AriaToggleButton {...props} aria-label={label} className={`${css.icon} ${onScene ? css.onScene : ''}`}>
      {children}
    </AriaToggleButton>
  );
}
