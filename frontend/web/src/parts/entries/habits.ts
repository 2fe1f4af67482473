/** Learns from what a person noted lately which kind comes first and which values to offer; nothing is kept on the device. */
import { addDays, wallClock, type UnitSystem } from '@serenity/shared';
import type { Draft } from './draft';
import { kinds, type Entry, type Kind } from './kinds';

export type Habits = { order: Kind[]; last: Partial<Record<Kind, Entry>> };
export type Moment = { now: Date; zone: string; /** The person's own day. */ today: string; units: UnitSystem };

/** One glass, as people pour it in either system. */
const GLASS_ML: Record<UnitSystem, number> = { metric: 250, imperial: 236.588 };

/** Entries come newest first. */
export function habitsOf(entries: readonly Entry[]): Habits {
  const count = new Map<Kind, number>();
  const last: Partial<Record<Kind, Entry>> = {};
  for (const entry of entries) {
    count.set(entry.kind, (count.get(entry.kind) ?? 0) + 1);
    last[entry.kind] ??= entry;
  }
  const order = kinds.toSorted((a, b) => (count.get(b) ?? 0) - (count.get(a) ?? 0));
  return { order, last };
}

const DAY_MINUTES = 1440;

function usualNight(entry: Entry | undefined): { bed: number; wake: number } {
  if (entry?.started_at == null || entry.ended_at == null) return { bed: 1380, wake: 420 };
  return {
    bed: wallClock(new Date(entry.started_at), entry.zone).minutes,
    wake: wallClock(new Date(entry.ended_at), entry.zone).minutes,
  };
}

/** The last night that can be over: who is up before their hour has just woken, and who is up in its first half means the night before. */
function lastNight(entry: Entry | undefined, now: { day: string; minutes: number }): { day: string; bed: number; wake: number } {
  const { bed, wake } = usualNight(entry);
  if (now.minutes >= wake) return { day: now.day, bed, wake };
  const length = (wake - bed + DAY_MINUTES) % DAY_MINUTES;
  if (now.minutes > wake - length / 2) return { day: now.day, bed, wake: now.minutes };
  return { day: addDays(now.day, -1), bed, wake };
}

const MEDITATION_SECONDS = 600;
const ACTIVITY_SECONDS = 1800;

/** A new draft for this kind: now, and with what the person used last where repeating it is likely. */
export function freshDraft(kind: Kind, { last }: Habits, { now, zone, today, units }: Moment): Draft {
  const clock = wallClock(now, zone);
  const night = lastNight(last.sleep, clock);
  const usedLength = last[kind]?.duration_seconds ?? null;
  const length: Partial<Record<Kind, number>> = { activity: usedLength ?? ACTIVITY_SECONDS, meditation: usedLength ?? MEDITATION_SECONDS };
  return {
    kind,
    isNow: true,
    day: kind === 'sleep' ? night.day : kind === 'steps' ? today : clock.day,
    at: clock.minutes,
    zone,
    note: '',
    sleepBy: last.sleep !== undefined && last.sleep.started_at == null ? 'length' : 'clock',
    bed: night.bed,
    wake: night.wake,
    durationSeconds: kind === 'sleep' ? usedLength : (length[kind] ?? null),
    quality: null,
    energyKcal: last.meal?.energy_kcal ?? null,
    volumeMl: last.water?.volume_ml ?? GLASS_ML[units],
    activity: last.activity?.activity ?? 'walk',
    distanceM: null,
    effort: null,
    mood: null,
    weightKg: last.weight?.weight_kg ?? null,
    steps: null,
  };
}
