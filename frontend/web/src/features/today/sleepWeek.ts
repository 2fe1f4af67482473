/** Gathers sleep entries into the seven nights that end today. */
import { addDays, dayRange, noonOf, wallClock, type Night } from '@serenity/shared';
import type { Entry } from '../../parts/entries/kinds';

/** `seconds` is null when nothing was noted; spans are missing when only a duration was. */
export type NightFacts = Night & { seconds: number | null };
export type SleepWeek = { nights: NightFacts[]; last: number | null; average: number | null };

/** Hours since midnight of the day of waking, as the clock on the wall showed them. */
function clockHours(instant: string, zone: string, wakeDay: string): number {
  const { day, minutes } = wallClock(new Date(instant), zone);
  const days = Math.round((noonOf(day).getTime() - noonOf(wakeDay).getTime()) / 86_400_000);
  return days * 24 + minutes / 60;
}

function spansOf(entries: readonly Entry[]): Night['spans'] {
  return entries.flatMap(({ started_at: start, ended_at: end, zone, on, quality }) =>
    start == null || end == null ? [] : [{ bed: clockHours(start, zone, on), wake: clockHours(end, zone, on), quality: quality ?? null }],
  );
}

export function sleepWeek(entries: readonly Entry[], today: string): SleepWeek {
  const nights = dayRange(addDays(today, -6), today).map((key) => {
    const own = entries.filter(({ on, kind }) => on === key && kind === 'sleep');
    const seconds = own.length === 0 ? null : own.reduce((sum, entry) => sum + (entry.duration_seconds ?? 0), 0);
    return { key, spans: spansOf(own), seconds };
  });
  const known = nights.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  const average = known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  return { nights, last: nights.at(-1)?.seconds ?? null, average };
}
