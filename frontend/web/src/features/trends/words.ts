/** Says what a trend shows, so that the picture, the figures and the table cannot disagree. */
import type { TFunction } from 'i18next';
import type { Format } from '@serenity/shared';
import type { By, Span } from './span';
import { levels } from '../../parts/goals/text';
import type { Series } from './useTrend';

export function bucketName(on: string, by: By, format: Format): string {
  if (by === 'year') return on.slice(0, 4);
  if (by === 'month') return format.day(on, 'monthYear');
  return format.day(on, by === 'day' ? 'medium' : 'short');
}

/** As short as an axis needs it. */
export function tickName(on: string, by: By, format: Format): string {
  if (by === 'year') return on.slice(0, 4);
  return format.day(on, by === 'month' ? 'month' : 'short');
}

export function spanName({ from, to }: Span, by: By, format: Format): string {
  if (by === 'year') return `${from.slice(0, 4)} – ${to.slice(0, 4)}`;
  if (by === 'month') return `${format.day(from, 'month')} ${from.slice(0, 4)} – ${format.day(to, 'month')} ${to.slice(0, 4)}`;
  const year = to.slice(0, 4) === from.slice(0, 4) ? '' : ` ${from.slice(0, 4)}`;
  return `${format.day(from, 'short')}${year} – ${format.day(to, 'short')} ${to.slice(0, 4)}`;
}

/** The change against the period before, in words; null where there is nothing to compare. Of a weight or a mood, half a percent is a change. */
export function changeText({ change, average, previous, unit }: Series, t: TFunction, format: Format): string | null {
  if (change == null || average == null || previous.average == null) return null;
  const isLevel = levels.has(unit);
  const size = isLevel ? format.quantity(Math.abs(average - previous.average), unit) : format.percent(Math.abs(change));
  if (size === (isLevel ? format.quantity(0, unit) : format.percent(0))) return t('trends.same');
  return t(change > 0 ? 'trends.more' : 'trends.less', { size });
}

export function summary(series: Series, name: string, t: TFunction, format: Format): string {
  const known = series.points.filter(({ value }) => value != null).length;
  if (known === 0) return t('trends.altEmpty', { name });
  const average = format.quantity(series.average ?? 0, series.unit);
  return t('trends.alt', { name, count: known, total: format.number(series.points.length), average });
}
