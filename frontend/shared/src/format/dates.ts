/** Plain calendar-day arithmetic on ISO dates (YYYY-MM-DD), free of clocks and time zones. */

const DAY = 86_400_000;

/** Noon UTC of a calendar day, safe to format with timeZone UTC. */
export function noonOf(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}

export function addDays(day: string, count: number): string {
  return new Date(noonOf(day).getTime() + count * DAY).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((noonOf(to).getTime() - noonOf(from).getTime()) / DAY);
}

/** Every day from first to last, both included. */
export function dayRange(first: string, last: string): string[] {
  const count = daysBetween(first, last) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => addDays(first, i));
}

/** Monday is 1, Sunday is 7. */
export function isoWeekday(day: string): number {
  return noonOf(day).getUTCDay() || 7;
}

/** Wall-clock parts of an instant in a zone. */
export function wallClock(instant: Date, timeZone: string): { day: string; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const get = (type: string) => parts.find((part) => part.type === type)?.value ?? '00';
  return { day: `${get('year')}-${get('month')}-${get('day')}`, minutes: Number(get('hour')) * 60 + Number(get('minute')) };
}

/** The person's own day: before their day end, the evening still belongs to the day before. */
export function ownDay(instant: Date, timeZone: string, dayEndMinutes: number): string {
  const { day, minutes } = wallClock(instant, timeZone);
  // In the hour that autumn repeats, the clock goes back behind a day end that has passed already.
  const isBefore = minutes < dayEndMinutes && instant < instantOf(day, dayEndMinutes, timeZone);
  return isBefore ? addDays(day, -1) : day;
}

/**
 * The instant at which a wall clock in a zone shows this day and minute.
 * A time that a spring change skips moves forward; one that an autumn change repeats takes the first.
 */
export function instantOf(day: string, minutes: number, timeZone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000;
  const shown = (utc: number) => {
    const { day: shownDay, minutes: shownMinutes } = wallClock(new Date(utc), timeZone);
    return Date.parse(`${shownDay}T00:00:00Z`) + shownMinutes * 60_000;
  };
  const guesses = [wanted - DAY, wanted + DAY].map((probe) => wanted - (shown(probe) - probe));
  const exact = guesses.filter((guess) => shown(guess) === wanted);
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...guesses));
}
