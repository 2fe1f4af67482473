/** Weeks of one plausible life from a seed, ending now, for tests and design work. */
import { addDays, instantOf } from '@serenity/shared';
import type { Schemas } from './types.ts';

type Entry = Schemas['Entry'];
export const ZONE = 'Europe/Paris';

export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

let made = 0;

export function entryOf(kind: Entry['kind'], on: string, fields: Partial<Entry>): Entry {
  made += 1;
  const id = `01930000-0000-7000-8000-${String(made).padStart(12, '0')}`;
  return { id, version: 1, kind, on, zone: ZONE, offset_minutes: 60, created_at: fields.started_at ?? `${on}T12:00:00Z`, ...fields };
}

const at = (day: string, minutes: number) => instantOf(day, minutes, ZONE).toISOString();
const after = (instant: string, seconds: number) => new Date(Date.parse(instant) + seconds * 1000).toISOString();

function night(day: string, random: () => number): Entry {
  const bed = -75 + Math.round(random() * 110);
  const seconds = (400 + Math.round(random() * 110)) * 60;
  const start = bed < 0 ? at(addDays(day, -1), 1440 + bed) : at(day, bed);
  return entryOf('sleep', day, { started_at: start, ended_at: after(start, seconds), duration_seconds: seconds, quality: 2 + Math.round(random() * 3) });
}

function lasting(kind: 'activity' | 'meditation', day: string, minute: number, minutes: number, fields: Partial<Entry> = {}): Entry {
  const start = at(day, minute);
  return entryOf(kind, day, { started_at: start, ended_at: after(start, minutes * 60), duration_seconds: minutes * 60, ...fields });
}

function oneDay(day: string, random: () => number): Entry[] {
  const chance = (share: number) => random() < share;
  const all: Entry[] = [];
  if (chance(0.95)) all.push(night(day, random));
  if (chance(0.7)) all.push(lasting('meditation', day, 445 + Math.round(random() * 20), 10));
  if (chance(0.85)) all.push(entryOf('mood', day, { started_at: at(day, 540), mood: 2 + Math.round(random() * 3) }));
  if (chance(0.9)) all.push(entryOf('meal', day, { started_at: at(day, 775), energy_kcal: 520 + Math.round(random() * 30) * 10, note: 'Salade de lentilles' }));
  for (const minute of [500, 660, 820, 960]) if (chance(0.8)) all.push(entryOf('water', day, { started_at: at(day, minute), volume_ml: chance(0.5) ? 250 : 330 }));
  if (chance(0.6)) all.push(lasting('activity', day, 1065, 30 + Math.round(random() * 25), { activity: chance(0.5) ? 'run' : 'walk', distance_m: 3000 + Math.round(random() * 4000), effort: 4 + Math.round(random() * 3) }));
  if (chance(0.4)) all.push(entryOf('mood', day, { started_at: at(day, 1150), mood: 3 + Math.round(random() * 2) }));
  if (chance(0.25)) all.push(entryOf('weight', day, { started_at: at(day, 435), weight_kg: 68 + Math.round(random() * 12) / 10 }));
  return all;
}

/** Oldest first, nothing in the future. */
export function lifeUntil(today: string, days: number, seed = 7, now = Date.now()): Entry[] {
  const random = randomFrom(seed);
  return Array.from({ length: days }, (_, i) => addDays(today, i - days + 1))
    .flatMap((day) => oneDay(day, random))
    .filter((entry) => Date.parse(entry.started_at ?? entry.on) <= now)
    .toSorted((a, b) => Date.parse(a.started_at ?? a.on) - Date.parse(b.started_at ?? b.on));
}
