/** Walks along a trend with pointer, finger or arrow keys; every stop is shown and said in words. */
import { useRef, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/account';
import { nearest } from './geometry';
import { bucketName } from './words';
import type { Series } from './useTrend';
import css from './Trends.module.css';

type Props = { series: Series; index: number | null; onWalk: (index: number | null) => void };

export function Walk({ series, index, onWalk }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  // While something points at the picture, it says where; the slider's own reckoning knows no bars.
  const isPointed = useRef(false);
  const last = series.points.length - 1;
  const here = series.points[index ?? last];
  const when = here === undefined ? '' : bucketName(here.on, series.by, format);
  const stop = here?.value == null ? t('trends.stopUnknown', { when }) : t('trends.stop', { when, value: format.quantity(here.value, series.unit) });
  const follow = (event: PointerEvent<HTMLInputElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onWalk(nearest(event.clientX - left, width, series));
  };
  return (
    <span className={css.glass}>
      <input
        type="range"
        min={0}
        max={Math.max(0, last)}
        step={1}
        value={index ?? last}
        aria-label={t('trends.walk')}
        aria-valuetext={stop}
        onChange={(event) => !isPointed.current && onWalk(Number(event.target.value))}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && onWalk(index ?? last)}
        onBlur={() => onWalk(null)}
        onPointerDown={(event) => {
          isPointed.current = true;
          follow(event);
        }}
        onPointerMove={follow}
        onPointerUp={() => (isPointed.current = false)}
        onPointerCancel={() => (isPointed.current = false)}
        onPointerLeave={(event) => event.pointerType === 'mouse' && onWalk(null)}
      />
    </span>
  );
}
