/** The hills of the day stand for minutes and nothing else. */
import { describe, expect, it } from 'vitest';
import { dayHorizon, hillHeight, isKnown, type DayMinutes } from '../../src/charts/day';

const box = { w: 960, h: 400 };
const empty = (hours: number) => Array.from({ length: hours }, () => null);
const day = (change: Partial<DayMinutes>, hours = 24): DayMinutes => ({ movement: empty(hours), rest: empty(hours), calm: empty(hours), ...change });
const only = (hour: number, minutes: number, hours = 24) => Array.from({ length: hours }, (_, i) => (i === hour ? minutes : 0));

describe('dayHorizon', () => {
  it('draws no hill for what nobody knows, nor for a day without a minute of it', () => {
    expect(dayHorizon(day({}), box).ridges).toEqual([]);
    expect(dayHorizon(day({ calm: only(0, 0) }), box).ridges).toEqual([]);
    expect(isKnown([null, 0])).toBe(false);
  });

  it('keeps the order from back to front', () => {
    const all = dayHorizon(day({ calm: only(7, 10), movement: only(18, 40), rest: only(2, 60) }), box);
    expect(all.ridges.map((ridge) => ridge.layer)).toEqual(['movement', 'rest', 'calm']);
  });

  it('raises the land over the hour that has minutes and leaves it level elsewhere', () => {
    const { skyline } = dayHorizon(day({ movement: only(18, 45) }), box);
    expect(skyline(18.5)).toBeLessThan(skyline(12) - 60);
    expect(Math.abs(skyline(3) - skyline(12))).toBeLessThan(12);
  });

  it('lets a night reach the very edge of the day', () => {
    const night = Array.from({ length: 24 }, (_, hour) => (hour < 7 ? 60 : 0));
    const { skyline } = dayHorizon(day({ rest: night }), box);
    expect(Math.abs(skyline(0) - skyline(3))).toBeLessThan(8);
  });

  it.each([23, 24, 25])('spreads %i hours over the whole width with finite paths', (hours) => {
    const picture = dayHorizon(day({ movement: only(5, 30, hours) }, hours), box);
    expect(picture.x(hours)).toBe(box.w);
    for (const path of [picture.ground, ...picture.ridges.flatMap((ridge) => [ridge.fill, ridge.crest])]) {
      expect(path).not.toMatch(/NaN|Infinity/);
      expect(path.length).toBeGreaterThan(50);
    }
  });

  it('never rises above an hour of sixty minutes', () => {
    expect(hillHeight(15)).toBe(0.5);
    expect(hillHeight(120)).toBe(hillHeight(60));
    expect(hillHeight(-3)).toBe(0);
  });
});
