/** The picture knows only what the day knows: real hours, the present, and nothing of what is to come. */
import { describe, expect, it } from 'vitest';
import { dayPicture } from '../../../src/features/today/hero/model';
import type { Day } from '../../../src/parts/entries/dayChange';
import { entryOf } from '../../support/life';

const HOUR = 3_600_000;

function day(start: string, hours: number, change: Partial<Day> = {}): Day {
  const from = Date.parse(start);
  const list = Array.from({ length: hours }, (_, i) => ({ starts_at: new Date(from + i * HOUR).toISOString(), rest_minutes: i < 4 ? 60 : 0 }));
  return { on: '2026-10-25', zone: 'Europe/Paris', starts_at: start, ends_at: new Date(from + hours * HOUR).toISOString(), today: true, hours: list, values: [], entries: [], ...change };
}

describe('dayPicture', () => {
  it.each([
    ['spring forward', '2026-03-28T23:00:00.000Z', 23, [5, 11, 17]],
    ['fall back', '2026-10-24T22:00:00.000Z', 25, [7, 13, 19]],
    ['own day end at three', '2026-11-22T02:00:00.000Z', 24, [3, 9, 15, 21]],
  ])('marks six, noon and eighteen where the clocks show them: %s', (_name, start, hours, ticks) => {
    const picture = dayPicture(day(start, hours), new Date(Date.parse(start) + 10 * HOUR));
    expect(picture.facts).toHaveLength(hours);
    expect(picture.ticks.map(({ hour }) => hour)).toEqual(ticks);
  });

  it('knows nothing of the hours to come', () => {
    const picture = dayPicture(day('2026-11-21T23:00:00.000Z', 24), new Date('2026-11-22T08:30:00Z'));
    expect(picture.now).toBeCloseTo(9.5);
    expect(picture.facts.filter(({ isFuture }) => isFuture)).toHaveLength(14);
    expect(picture.minutes.rest.slice(10).every((value) => value === null)).toBe(true);
    expect(picture.known).toEqual({ movement: false, rest: true, calm: false });
  });

  it('has no present on a day that is over', () => {
    expect(dayPicture(day('2026-11-20T23:00:00.000Z', 24), new Date('2026-11-25T08:30:00Z')).now).toBeNull();
  });

  it('puts a small sun at the hour of each mood, and none for a mood without a time', () => {
    const entries = [entryOf('mood', '2026-11-22', { mood: 4, started_at: '2026-11-22T08:15:00Z' }), entryOf('mood', '2026-11-22', { mood: 2 })];
    const { moods } = dayPicture(day('2026-11-21T23:00:00.000Z', 24, { entries }), new Date('2026-11-22T12:00:00Z'));
    expect(moods.map(({ hour, mood }) => [hour, mood])).toEqual([[9.25, 4]]);
  });
});
