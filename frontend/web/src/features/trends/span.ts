/** The stretch of time a trend shows: whole buckets, so that the first and the last are complete to compare. */
import { addDays, isoWeekday } from '@serenity/shared';

export type By = 'day' | 'week' | 'month' | 'year';
export type Span = { from: string; to: string };

export const bys: readonly By[] = ['day', 'week', 'month', 'year'];
/** How many buckets fit a calm picture. */
const counts: Record<By, number> = { day: 30, week: 26, month: 12, year: 5 };

function shiftMonths(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1, 12)).toISOString().slice(0, 10);
}

/** First day of the bucket a day falls into. */
function startOf(day: string, by: By): string {
  if (by === 'day') return day;
  if (by === 'week') return addDays(day, 1 - isoWeekday(day));
  return by === 'month' ? `${day.slice(0, 7)}-01` : `${day.slice(0, 4)}-01-01`;
}

function move(start: string, by: By, buckets: number): string {
  if (by === 'day') return addDays(start, buckets);
  if (by === 'week') return addDays(start, 7 * buckets);
  return shiftMonths(start, by === 'month' ? buckets : 12 * buckets);
}

/** `back` counts whole spans into the past; 0 ends with the present bucket. */
export function spanOf(today: string, by: By, back: number): Span {
  const count = counts[by];
  const next = move(startOf(today, by), by, 1 - back * count);
  const last = addDays(next, -1);
  return { from: move(next, by, -count), to: back === 0 && last > today ? today : last };
}
