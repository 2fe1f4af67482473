/** Reads the day as the picture needs it: minutes per hour, where the present stands, which hours are marked. */
import { isKnown, skyAt, wallClock, type DayLayer, type DayMinutes, type SkyName } from '@serenity/shared';
import type { Day } from '../../../parts/entries/dayChange';

const HOUR = 3_600_000;

export type HourFacts = Record<DayLayer, number | null> & { index: number; startsAt: string; endsAt: string; isFuture: boolean };
export type MoodMark = { key: string; hour: number; mood: number };
export type DayPicture = {
  minutes: DayMinutes;
  known: Record<DayLayer, boolean>;
  facts: HourFacts[];
  /** Hours since the day began, or null for a day that is over. */
  now: number | null;
  sky: SkyName;
  /** Hour of the clock at the present, for the light in the sky. */
  clockHour: number;
  ticks: { hour: number; clock: number }[];
  moods: MoodMark[];
  isEmpty: boolean;
};

/** Hours of the future are not known, whatever was noted for them. */
function minutesOf(day: Day, presentHour: number): DayMinutes {
  const read = (field: 'movement_minutes' | 'rest_minutes' | 'calm_minutes') => day.hours.map((hour, i) => (i > presentHour ? null : (hour[field] ?? null)));
  return { movement: read('movement_minutes'), rest: read('rest_minutes'), calm: read('calm_minutes') };
}

function ticksOf(day: Day): DayPicture['ticks'] {
  return day.hours.flatMap((hour, index) => {
    const { minutes } = wallClock(new Date(hour.starts_at), day.zone);
    const clock = Math.floor(minutes / 60);
    return index > 0 && minutes % 60 === 0 && clock % 6 === 0 ? [{ hour: index, clock }] : [];
  });
}

function moodsOf(day: Day): MoodMark[] {
  return day.entries.flatMap(({ id, mood, started_at: at }) =>
    mood == null || at == null ? [] : [{ key: id, mood, hour: (Date.parse(at) - Date.parse(day.starts_at)) / HOUR }],
  );
}

export function dayPicture(day: Day, instant: Date): DayPicture {
  const elapsed = (instant.getTime() - Date.parse(day.starts_at)) / HOUR;
  const isPresent = elapsed >= 0 && elapsed < day.hours.length;
  const presentHour = isPresent ? Math.floor(elapsed) : day.hours.length - 1;
  const minutes = minutesOf(day, presentHour);
  const clockHour = wallClock(instant, day.zone).minutes / 60;
  return {
    minutes,
    known: { movement: isKnown(minutes.movement), rest: isKnown(minutes.rest), calm: isKnown(minutes.calm) },
    facts: day.hours.map((hour, index) => ({
      index,
      startsAt: hour.starts_at,
      endsAt: new Date(Date.parse(hour.starts_at) + HOUR).toISOString(),
      isFuture: index > presentHour,
      movement: minutes.movement[index] ?? null,
      rest: minutes.rest[index] ?? null,
      calm: minutes.calm[index] ?? null,
    })),
    now: isPresent ? elapsed : null,
    sky: skyAt(clockHour),
    clockHour,
    ticks: ticksOf(day),
    moods: moodsOf(day),
    isEmpty: day.entries.length === 0,
  };
}
