/** What is typed becomes exactly what the API takes, across midnight, clock changes and edits. */
import { describe, expect, it } from 'vitest';
import { bodyOf, changeOf, draftOf, missingField, sleepSpan, startOf, type Draft } from '../../../src/parts/entries/draft';
import { freshDraft, habitsOf } from '../../../src/parts/entries/habits';
import { entryOf } from '../../support/life';

const zone = 'Europe/Paris';
const now = new Date('2026-11-18T15:00:00Z');
const moment = { now, zone, today: '2026-11-18', units: 'metric' as const };
const fresh = (kind: Draft['kind'], change: Partial<Draft> = {}): Draft => ({ ...freshDraft(kind, habitsOf([]), moment), ...change });

describe('a night', () => {
  it('begins the evening before when bed is later than waking', () => {
    const { start, end } = sleepSpan(fresh('sleep', { bed: 1380, wake: 420 }));
    expect(start.toISOString()).toBe('2026-11-17T22:00:00.000Z');
    expect(end.toISOString()).toBe('2026-11-18T06:00:00.000Z');
  });

  it('stays on one day for a nap or a late bed', () => {
    const { start, end } = sleepSpan(fresh('sleep', { bed: 840, wake: 870 }));
    expect((end.getTime() - start.getTime()) / 60_000).toBe(30);
  });

  it('is an hour longer when the clocks go back', () => {
    const { start, end } = sleepSpan({ day: '2026-10-25', bed: 1380, wake: 420, zone });
    expect((end.getTime() - start.getTime()) / 3_600_000).toBe(9);
  });

  it('is sent as times or as a duration, never both', () => {
    expect(bodyOf(fresh('sleep'), now)).toMatchObject({ kind: 'sleep', started_at: expect.any(String), ended_at: expect.any(String) });
    const body = bodyOf(fresh('sleep', { sleepBy: 'length', durationSeconds: 27_000 }), now);
    expect(body).toEqual({ kind: 'sleep', zone, on: '2026-11-18', duration_seconds: 27_000 });
  });
});

describe('now', () => {
  it('means that what took a while has just ended', () => {
    const draft = fresh('meditation', { durationSeconds: 600 });
    expect(startOf(draft, now).toISOString()).toBe('2026-11-18T14:50:00.000Z');
    expect(startOf(fresh('water'), now)).toEqual(now);
  });
});

describe('changeOf', () => {
  const entry = entryOf('activity', '2026-11-18', { started_at: '2026-11-18T11:00:00.000Z', duration_seconds: 1800, activity: 'run', effort: 6, note: 'Quai' });

  it('is empty when nothing changed', () => {
    expect(changeOf(draftOf(entry), draftOf(entry), now)).toEqual({});
  });

  it('holds only what differs, with null for what was taken away', () => {
    const before = draftOf(entry);
    const change = changeOf(before, { ...before, effort: null, distanceM: 5000, note: '' }, now);
    expect(change).toEqual({ effort: null, distance_m: 5000, note: null });
  });

  it('of the way back restores what was', () => {
    const before = draftOf(entry);
    const after = { ...before, effort: null, durationSeconds: 2400 };
    expect(changeOf(after, before, now)).toEqual({ effort: 6, duration_seconds: 1800 });
  });
});

describe('missingField', () => {
  it.each([
    ['mood', {}, 'mood'],
    ['steps', {}, 'steps'],
    ['meal', {}, 'energy_kcal'],
    ['meal', { note: 'Soupe' }, null],
    ['sleep', {}, null],
    ['sleep', { sleepBy: 'length' }, 'duration_seconds'],
    ['water', {}, null],
  ] as [Draft['kind'], Partial<Draft>, string | null][])('of %s %o is %s', (kind, change, field) => {
    expect(missingField(fresh(kind, change))).toBe(field);
  });
});

describe('habits', () => {
  const entries = [
    entryOf('water', '2026-11-18', { started_at: '2026-11-18T10:00:00Z', volume_ml: 330 }),
    entryOf('water', '2026-11-18', { started_at: '2026-11-18T08:00:00Z', volume_ml: 500 }),
    entryOf('mood', '2026-11-17', { started_at: '2026-11-17T08:00:00Z', mood: 4 }),
    entryOf('sleep', '2026-11-18', { started_at: '2026-11-17T21:30:00Z', ended_at: '2026-11-18T05:15:00Z' }),
  ];

  it('put what is noted most often first', () => {
    expect(habitsOf(entries).order.slice(0, 3)).toEqual(['water', 'mood', 'sleep']);
    expect(habitsOf([]).order).toHaveLength(8);
  });

  it('offer the values used last, but no mood and no quality', () => {
    const habits = habitsOf(entries);
    expect(freshDraft('water', habits, moment).volumeMl).toBe(330);
    expect(freshDraft('sleep', habits, moment)).toMatchObject({ bed: 22 * 60 + 30, wake: 6 * 60 + 15, quality: null });
    expect(freshDraft('mood', habits, moment).mood).toBeNull();
  });
});
