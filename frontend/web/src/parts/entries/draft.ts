/** What a person is typing, in one flat shape, and how it becomes the API's words and back. */
import { addDays, instantOf, wallClock } from '@serenity/shared';
import type { Schemas } from '../../lib/api';
import type { ActivityKind, Entry, Kind } from './kinds';

export type EntryIn =
  | Schemas['SleepIn']
  | Schemas['MealIn']
  | Schemas['WaterIn']
  | Schemas['ActivityIn']
  | Schemas['MeditationIn']
  | Schemas['MoodIn']
  | Schemas['WeightIn']
  | Schemas['StepsIn'];
export type EntryChange = Schemas['EntryChange'];

export type Draft = {
  kind: Kind;
  /** Follows the clock until another time is chosen. */
  isNow: boolean;
  /** Calendar day in `zone`; for sleep the day of waking, for steps the day they were made. */
  day: string;
  /** Minutes after midnight at which it began or happened. */
  at: number;
  zone: string;
  note: string;
  sleepBy: 'clock' | 'length';
  bed: number;
  wake: number;
  durationSeconds: number | null;
  quality: number | null;
  energyKcal: number | null;
  volumeMl: number | null;
  activity: ActivityKind | null;
  distanceM: number | null;
  effort: number | null;
  mood: number | null;
  weightKg: number | null;
  steps: number | null;
};

const timed: ReadonlySet<Kind> = new Set<Kind>(['activity', 'meditation']);

/** From bed to waking: going to bed later than waking up means the evening before. */
export function sleepSpan({ day, bed, wake, zone }: Pick<Draft, 'day' | 'bed' | 'wake' | 'zone'>): { start: Date; end: Date } {
  const bedDay = bed >= wake ? addDays(day, -1) : day;
  return { start: instantOf(bedDay, bed, zone), end: instantOf(day, wake, zone) };
}

/** When it began. Something that took a while and is noted "now" has just ended. */
export function startOf(draft: Draft, now: Date): Date {
  if (!draft.isNow) return instantOf(draft.day, draft.at, draft.zone);
  const back = timed.has(draft.kind) ? (draft.durationSeconds ?? 0) : 0;
  return new Date(now.getTime() - back * 1000);
}

function sleepTimes(draft: Draft) {
  if (draft.sleepBy === 'length') return { on: draft.day, duration_seconds: draft.durationSeconds };
  const { start, end } = sleepSpan(draft);
  return { started_at: start.toISOString(), ended_at: end.toISOString() };
}

type Fields = Record<string, string | number | null | undefined>;

function fieldsOf(draft: Draft, now: Date): Fields {
  const started_at = startOf(draft, now).toISOString();
  switch (draft.kind) {
    case 'sleep':
      return { ...sleepTimes(draft), quality: draft.quality };
    case 'meal':
      return { at: started_at, energy_kcal: draft.energyKcal };
    case 'water':
      return { at: started_at, volume_ml: draft.volumeMl };
    case 'activity':
      return { started_at, activity: draft.activity, duration_seconds: draft.durationSeconds, distance_m: draft.distanceM, effort: draft.effort };
    case 'meditation':
      return { started_at, duration_seconds: draft.durationSeconds };
    case 'mood':
      return { at: started_at, mood: draft.mood };
    case 'weight':
      return { at: started_at, weight_kg: draft.weightKg };
    case 'steps':
      return { on: draft.day, steps: draft.steps };
  }
}

/** Only what has something in it. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ''));
}

/** The new entry as the API takes it; fields left empty are left out, and the API says which of them it needs. */
export function bodyOf(draft: Draft, now: Date): EntryIn {
  return present({ kind: draft.kind, zone: draft.zone, note: draft.note.trim(), ...fieldsOf(draft, now) }) as unknown as EntryIn;
}

/** Only what differs; what was there and is gone becomes an explicit null. */
export function changeOf(before: Draft, after: Draft, now: Date): EntryChange {
  const old = bodyOf(before, now) as unknown as Fields;
  const next = bodyOf(after, now) as unknown as Fields;
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  const changed = [...names].filter((name) => old[name] !== next[name]);
  return Object.fromEntries(changed.map((name) => [name, next[name] ?? null])) as EntryChange;
}

/** The new entry that a change to `entry` would make of it. */
export function changedBody(entry: Entry, change: EntryChange, now: Date): EntryIn {
  return present({ ...(bodyOf(draftOf(entry), now) as unknown as Fields), ...(change as Fields) }) as unknown as EntryIn;
}

/** The first field that has nothing in it and must have something. */
export function missingField(draft: Draft): string | null {
  const needs: Record<Kind, [string, unknown][]> = {
    sleep: draft.sleepBy === 'length' ? [['duration_seconds', draft.durationSeconds]] : [],
    meal: [['energy_kcal', draft.energyKcal ?? (draft.note.trim() || null)]],
    water: [['volume_ml', draft.volumeMl]],
    activity: [['activity', draft.activity], ['duration_seconds', draft.durationSeconds]],
    meditation: [['duration_seconds', draft.durationSeconds]],
    mood: [['mood', draft.mood]],
    weight: [['weight_kg', draft.weightKg]],
    steps: [['steps', draft.steps]],
  };
  return needs[draft.kind].find(([, value]) => value === null)?.[0] ?? null;
}

/** A stored entry, ready to be changed. */
export function draftOf(entry: Entry): Draft {
  const clock = (instant: string | null | undefined) => (instant == null ? null : wallClock(new Date(instant), entry.zone));
  const start = clock(entry.started_at);
  const end = clock(entry.ended_at);
  const isClockSleep = entry.kind === 'sleep' && start !== null && end !== null;
  return {
    kind: entry.kind,
    isNow: false,
    day: entry.kind === 'sleep' ? (end?.day ?? entry.on) : (start?.day ?? entry.on),
    at: start?.minutes ?? 0,
    zone: entry.zone,
    note: entry.note ?? '',
    sleepBy: entry.kind !== 'sleep' || isClockSleep ? 'clock' : 'length',
    bed: start?.minutes ?? 1380,
    wake: end?.minutes ?? 420,
    durationSeconds: entry.duration_seconds ?? null,
    quality: entry.quality ?? null,
    energyKcal: entry.energy_kcal ?? null,
    volumeMl: entry.volume_ml ?? null,
    activity: entry.activity ?? null,
    distanceM: entry.distance_m ?? null,
    effort: entry.effort ?? null,
    mood: entry.mood ?? null,
    weightKg: entry.weight_kg ?? null,
    steps: entry.steps ?? null,
  };
}
