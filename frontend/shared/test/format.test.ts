/** Proves that numbers, units, durations and days read as French and English people write them. */
import { describe, expect, it } from 'vitest';
import { addDays, createFormat, dayRange, daysBetween, instantOf, isoWeekday, ownDay, roundTarget, toDisplay, toStored, wallClock } from '../src';

const fr = createFormat({ language: 'fr', units: 'metric', timeZone: 'Europe/Paris' });
const en = createFormat({ language: 'en', units: 'imperial', timeZone: 'America/New_York' });
const plain = (text: string) => text.replaceAll(/[\u00A0\u202F]/g, ' ');

describe('quantities', () => {
  it.each([
    [20_000, 'm', '12 mi'],
    [2000, 'ml', '68 fl oz'],
    [28_800, 's', '8 h'],
    [8000, 'count', '8,000'],
  ])('rounds a target of %d %s to %s for who reads imperial units', (stored, unit, shown) => {
    expect(plain(en.quantity(roundTarget(stored, unit, 'imperial'), unit))).toBe(shown);
    expect(roundTarget(stored, unit, 'metric')).toBe(stored);
  });

  it.each([
    [27_360, 's', '7 h 36', '7 h 36 min'],
    [2700, 's', '45 min', '45 min'],
    [7200, 's', '2 h', '2 h'],
    [1850, 'kcal', '1 850 kcal', '1,850 kcal'],
    [500, 'ml', '500 mL', '16.9 fl oz'],
    [2250, 'ml', '2,25 L', '76.1 fl oz'],
    [72.4, 'kg', '72,4 kg', '159.6 lb'],
    [5200, 'm', '5,2 km', '3.23 mi'],
    [52_240, 'm', '52,2 km', '32.5 mi'],
    [8000, 'count', '8 000', '8,000'],
    [4, 'level', '4', '4'],
    [3, 'unheard-of', '3', '3'],
  ])('%s %s', (value, unit, french, english) => {
    expect(plain(fr.quantity(value, unit))).toBe(french);
    expect(plain(en.quantity(value, unit))).toBe(english);
  });

  it('shows the same number after a round trip through the stored unit', () => {
    for (const unit of ['ml', 'm', 'kg', 's'] as const) {
      for (const shown of [0.5, 1, 12.3, 150]) {
        const kept = toDisplay(toStored(shown, unit, 'imperial'), unit, 'imperial');
        expect(kept).toBeCloseTo(unit === 's' ? Math.round(shown) : shown, 1);
      }
    }
  });

  it('writes percentages and what lies behind', () => {
    expect(plain(fr.percent(0.42))).toBe('42 %');
    expect(en.percent(0.42)).toBe('42%');
    expect(fr.duration(-5)).toMatch(/^−5/);
  });
});

describe('dates', () => {
  it('writes days and clocks in each language', () => {
    expect(fr.day('2026-11-22', 'long')).toBe('dimanche 22 novembre');
    expect(en.day('2026-11-22', 'long')).toBe('Sunday, November 22');
    expect(fr.time('2026-11-22T17:36:00Z')).toBe('18:36');
    expect(plain(en.time('2026-11-22T17:36:00Z'))).toBe('12:36 PM');
    expect(fr.clock(450)).toBe('07:30');
    expect(plain(fr.hour(18))).toBe('18 h');
    expect(plain(en.hour(18))).toBe('6 PM');
  });

  it('says near days and moments in words', () => {
    expect(fr.relativeDay('2026-11-21', '2026-11-22')).toBe('hier');
    expect(en.relativeDay('2026-11-22', '2026-11-22')).toBe('today');
    expect(en.relativeDay('2026-11-01', '2026-11-22')).toBe('Sun, Nov 1');
    expect(en.ago('2026-11-22T12:00:00Z', new Date('2026-11-22T12:05:30Z'))).toBe('5 minutes ago');
    expect(fr.ago('2026-11-22T12:00:00Z', new Date('2026-11-22T12:00:10Z'))).toBe('maintenant');
  });

  it('counts days over a clock change', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(dayRange('2026-10-24', '2026-10-26')).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
    expect(isoWeekday('2026-11-22')).toBe(7);
  });

  it('keeps a late evening in the person’s own day', () => {
    const late = new Date('2026-11-22T01:30:00Z');
    expect(wallClock(late, 'Europe/Paris')).toEqual({ day: '2026-11-22', minutes: 150 });
    expect(ownDay(late, 'Europe/Paris', 180)).toBe('2026-11-21');
    expect(ownDay(late, 'Europe/Paris', 0)).toBe('2026-11-22');
  });

  it.each([
    ['2026-10-25T00:10:00Z', '2026-10-24'],
    ['2026-10-25T00:40:00Z', '2026-10-25'],
    ['2026-10-25T01:10:00Z', '2026-10-25'],
    ['2026-03-29T00:50:00Z', '2026-03-28'],
    ['2026-03-29T01:10:00Z', '2026-03-29'],
  ])('compares instants with a day end of 02:30 where clocks change: %s counts for %s', (instant, day) => {
    expect(ownDay(new Date(instant), 'Europe/Paris', 150)).toBe(day);
  });

  it('finds the instant of a wall clock, through both clock changes', () => {
    expect(instantOf('2026-11-22', 8 * 60, 'Europe/Paris').toISOString()).toBe('2026-11-22T07:00:00.000Z');
    expect(instantOf('2026-03-29', 150, 'Europe/Paris').toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf('2026-10-25', 150, 'Europe/Paris').toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(instantOf('2026-06-01', 0, 'Pacific/Kiritimati').toISOString()).toBe('2026-05-31T10:00:00.000Z');
  });
});
