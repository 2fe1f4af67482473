/** Shows in a day at once what the service will say a moment later: entries, values and hours. */
import type { Schemas } from '../../lib/api';
import type { Entry } from './kinds';

export type Day = Schemas['Day'];
type Hour = Schemas['Hour'];
type DayValue = Schemas['DayValue'];
type Reading = { metric: string; unit: string; value: number };

const means = new Set(['sleep_quality', 'effort', 'mood']);
const HOUR = 3_600_000;
/** Minutes that rounding may leave over. */
const NOTHING = 0.01;

function readingsOf(entry: Entry): Reading[] {
  const length = entry.kind === 'sleep' ? 'sleep_duration' : entry.kind === 'activity' ? 'activity_duration' : 'meditation';
  const all: [string, string, number | null | undefined][] = [
    [length, 's', entry.duration_seconds],
    ['sleep_quality', 'level', entry.quality],
    ['energy_intake', 'kcal', entry.energy_kcal],
    ['water', 'ml', entry.volume_ml],
    ['distance', 'm', entry.distance_m],
    ['effort', 'level', entry.effort],
    ['mood', 'level', entry.mood],
    ['weight', 'kg', entry.weight_kg],
    ['steps', 'count', entry.steps],
  ];
  return all.flatMap(([metric, unit, value]) => (value == null ? [] : [{ metric, unit, value }]));
}

function merge(known: DayValue | undefined, { metric, unit, value }: Reading, sign: 1 | -1): DayValue | null {
  const readings = (known?.readings ?? 0) + sign;
  if (readings <= 0) return null;
  const before = known?.value ?? 0;
  if (metric === 'weight') return { metric, unit, readings, value: sign === 1 ? value : before };
  if (!means.has(metric)) return { metric, unit, readings, value: Math.max(0, before + sign * value) };
  return { metric, unit, readings, value: (before * (known?.readings ?? 0) + sign * value) / readings };
}

function mergeValues(values: readonly DayValue[], entry: Entry, sign: 1 | -1): DayValue[] {
  const next = new Map(values.map((value) => [value.metric, value]));
  for (const reading of readingsOf(entry)) {
    const merged = merge(next.get(reading.metric), reading, sign);
    if (merged === null) next.delete(reading.metric);
    else next.set(reading.metric, merged);
  }
  return [...next.values()];
}

const hourField = { sleep: 'rest_minutes', activity: 'movement_minutes', meditation: 'calm_minutes' } as const;

/** A sort of which nothing touches the day is unknown in every hour, not zero. */
function mergeHours(hours: readonly Hour[], entry: Entry, sign: 1 | -1, now = Date.now()): Hour[] {
  if (!(entry.kind in hourField) || entry.started_at == null || entry.duration_seconds == null) return [...hours];
  const field = hourField[entry.kind as keyof typeof hourField];
  const weight = entry.kind === 'activity' ? (entry.effort ?? 5) / 5 : 1;
  const from = Date.parse(entry.started_at);
  const to = from + entry.duration_seconds * 1000;
  const minutesIn = (begin: number) => Math.max(0, Math.min(to, begin + HOUR) - Math.max(from, begin)) / 60_000;
  const begins = hours.map((hour) => Date.parse(hour.starts_at));
  if (begins.every((begin) => minutesIn(begin) === 0)) return [...hours];
  const figures = hours.map((hour, i) => {
    const begin = begins[i] ?? 0;
    // Of hours to come nothing is known, whatever is known of those before.
    return begin > now ? null : Math.max(0, (hour[field] ?? 0) + sign * minutesIn(begin) * weight);
  });
  const isKnown = sign === 1 || figures.some((figure) => figure !== null && figure > NOTHING);
  return hours.map((hour, i) => ({ ...hour, [field]: isKnown ? figures[i] : null }));
}

/** Entries without a time stand first, as they are about the day as a whole. */
function inOrder(entries: readonly Entry[]): Entry[] {
  const moment = (entry: Entry) => (entry.started_at == null ? 0 : Date.parse(entry.started_at));
  return entries.toSorted((a, b) => moment(a) - moment(b));
}

export function withoutEntry(day: Day, id: string): Day {
  const entry = day.entries.find((known) => known.id === id);
  if (entry === undefined) return day;
  const entries = day.entries.filter((known) => known.id !== id);
  return { ...day, entries, values: mergeValues(day.values, entry, -1), hours: mergeHours(day.hours, entry, -1) };
}

/** Adds or replaces; an entry of another day leaves only its hours here. */
export function withEntry(day: Day, entry: Entry): Day {
  const rest = withoutEntry(day, entry.id);
  if (entry.on !== day.on) return rest;
  return {
    ...rest,
    entries: inOrder([...rest.entries, entry]),
    values: mergeValues(rest.values, entry, 1),
    hours: mergeHours(rest.hours, entry, 1),
  };
}
