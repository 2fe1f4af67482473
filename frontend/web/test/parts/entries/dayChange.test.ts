/** A change shows in the day at once, and taking it back leaves the day as it was. */
import { describe, expect, it } from 'vitest';
import { withEntry, withoutEntry } from '../../../src/parts/entries/dayChange';
import { entryOf, lifeUntil } from '../../support/life';
import { dayFrom } from '../../support/measurements';

const on = '2026-11-18';
const day = dayFrom(lifeUntil(on, 3, 4, Date.parse('2026-11-18T20:00:00Z')), on, on);
const run = entryOf('activity', on, { started_at: '2026-11-18T11:30:00Z', duration_seconds: 3600, effort: 10, activity: 'run' });
const valueOf = (metric: string, from = day) => from.values.find((value) => value.metric === metric)?.value;

describe('withEntry', () => {
  it('adds to sums, spreads minutes over the hours and weighs them by effort', () => {
    const changed = withEntry(day, run);
    expect(valueOf('activity_duration', changed)).toBe((valueOf('activity_duration') ?? 0) + 3600);
    const hours = changed.hours.filter(({ starts_at: at }) => at >= '2026-11-18T11:00' && at < '2026-11-18T13:00');
    expect(hours.map((hour) => hour.movement_minutes)).toEqual([60, 60]);
  });

  it('leaves unknown what does not touch the day, and hours that are still to come', () => {
    const future = new Date(Date.now() + 7_200_000);
    const hours = [-2, 0, 2].map((ahead) => ({ starts_at: new Date(future.getTime() + (ahead - 2) * 3_600_000).toISOString() }));
    const open = { ...day, hours, entries: [], values: [] };
    const elsewhere = { ...run, started_at: '2020-01-01T00:00:00Z' };
    expect(withEntry(open, elsewhere).hours).toEqual(hours);
    const sat = entryOf('meditation', on, { started_at: hours[0]?.starts_at ?? '', duration_seconds: 600 });
    expect(withEntry(open, sat).hours.map((hour) => hour.calm_minutes)).toEqual([10, 0, null]);
    expect(withoutEntry(withEntry(open, sat), sat.id).hours.map((hour) => hour.calm_minutes)).toEqual([null, null, null]);
  });

  it('averages what is a mean and keeps the latest of what is a last', () => {
    const moods = [2, 5].map((mood, i) => entryOf('mood', on, { started_at: `2026-11-18T0${i + 6}:00:00Z`, mood }));
    const empty = { ...day, values: [], entries: [] };
    expect(valueOf('mood', moods.reduce(withEntry, empty))).toBe(3.5);
    const weights = [70, 69.4].map((weight_kg, i) => entryOf('weight', on, { started_at: `2026-11-18T0${i + 6}:00:00Z`, weight_kg }));
    expect(valueOf('weight', weights.reduce(withEntry, empty))).toBe(69.4);
  });

  it('keeps entries in the order of the day', () => {
    const times = withEntry(day, run).entries.map((entry) => Date.parse(entry.started_at ?? entry.on));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('leaves a day alone for an entry of another day', () => {
    expect(withEntry(day, { ...run, on: '2026-11-01' }).entries).toEqual(day.entries);
  });
});

describe('withoutEntry', () => {
  it('takes back what withEntry added', () => {
    const back = withoutEntry(withEntry(day, run), run.id);
    expect(back.entries).toEqual(day.entries);
    expect(new Map(back.values.map((value) => [value.metric, value.value]))).toEqual(new Map(day.values.map((value) => [value.metric, value.value])));
  });

  it('does nothing for an unknown id', () => {
    expect(withoutEntry(day, 'unknown')).toBe(day);
  });
});
