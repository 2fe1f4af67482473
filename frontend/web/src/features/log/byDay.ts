/** Gathers entries under the day they count for, newest day and newest entry first. */
import type { Entry } from '../../parts/entries/kinds';

export type DayOfEntries = { on: string; entries: Entry[] };

/** Entries of a day as a whole (steps, a night without times) stand at its end, where the day was read. */
const moment = (entry: Entry) => (entry.started_at == null ? 0 : Date.parse(entry.started_at));

export function byDay(entries: readonly Entry[]): DayOfEntries[] {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) days.set(entry.on, [...(days.get(entry.on) ?? []), entry]);
  return [...days]
    .toSorted(([a], [b]) => b.localeCompare(a))
    .map(([on, ofDay]) => ({ on, entries: ofDay.toSorted((a, b) => moment(b) - moment(a)) }));
}
