/** Five suns that climb over a horizon: each picture says the same as its word. */
import { useId } from 'react';
import { FieldError, Label, Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { fieldCss } from '../../../ui/Field';
import css from './Moods.module.css';

const levels = [1, 2, 3, 4, 5] as const;
type Level = (typeof levels)[number];
const RAYS = 9;

function Rays({ level, cy }: { level: Level; cy: number }) {
  const reach = level === 5 ? 16.5 : 14.5;
  return Array.from({ length: RAYS }, (_, i) => {
    const angle = Math.PI * (1 + i / (RAYS - 1));
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    return <line key={i} x1={22 + dx * 12.5} y1={cy + dy * 12.5} x2={22 + dx * reach} y2={cy + dy * reach} className={css.ray} />;
  });
}

function Rise({ level }: { level: Level }) {
  const clip = useId();
  const cy = 33 - level * 4.6;
  return (
    <svg viewBox="0 0 44 44" width="52" height="52" aria-hidden>
      <clipPath id={clip}>
        <rect width="44" height="31" />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <circle cx="22" cy={cy} r="9" className={css.sun} />
        <circle cx="22" cy={cy} r="9" className={css.warmth} opacity={level * 0.2} />
        {level > 3 && <Rays level={level} cy={cy} />}
      </g>
      <path d="M5 31.5h34" className={css.horizon} />
      <path d="M11 36h22" className={css.horizon} opacity="0.4" />
    </svg>
  );
}

type Props = { value: number | null; isNow: boolean; onChange: (mood: number) => void };

export function Moods({ value, isNow, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <RadioGroup name="mood" value={value === null ? null : String(value)} onChange={(id) => onChange(Number(id))} orientation="horizontal" className={fieldCss.field ?? ''}>
      <Label className={css.question ?? ''}>{t(isNow ? 'log.mood.label' : 'log.mood.then')}</Label>
      <div className={css.moods}>
        {levels.map((level) => (
          <Radio key={level} value={String(level)} className={css.mood ?? ''}>
            <Rise level={level} />
            <span>{t(`log.mood.${level}`)}</span>
          </Radio>
        ))}
      </div>
      <FieldError className={fieldCss.fault ?? ''} />
    </RadioGroup>
  );
}
