/** Measurements as the stand-in API plays them: entries in memory, days and series reckoned from them. */
import { addDays, dayRange, instantOf, wallClock } from '@serenity/shared';
import { withEntry, type Day } from '../../src/parts/entries/dayChange.ts';
import { ZONE, entryOf, lifeUntil } from './life';
import { done, made, ok, problem, type Call, type Routes, type Schemas } from './types.ts';

type Entry = Schemas['Entry'];
export type MeasurementsState = { entries: Entry[]; deleted: Map<string, Entry>; now: () => Date };

export function measurementsState(days = 45, now = () => new Date()): MeasurementsState {
  return { entries: days === 0 ? [] : lifeUntil(wallClock(now(), ZONE).day, days, 7, now().getTime()), deleted: new Map(), now };
}

export function dayFrom(entries: readonly Entry[], on: string, today: string): Day {
  const start = instantOf(on, 0, ZONE);
  const end = instantOf(addDays(on, 1), 0, ZONE);
  const hours = Array.from({ length: Math.round((end.getTime() - start.getTime()) / 3_600_000) }, (_, i) => ({ starts_at: new Date(start.getTime() + i * 3_600_000).toISOString() }));
  const empty: Day = { on, zone: ZONE, starts_at: start.toISOString(), ends_at: end.toISOString(), today: on === today, hours, values: [], entries: [] };
  return entries.filter((entry) => entry.on === on).reduce(withEntry, empty);
}

function fieldsOf(body: Record<string, unknown>): Partial<Entry> {
  const { at, kind: _kind, on_overlap: _overlap, ...rest } = body;
  const started = (at ?? rest.started_at) as string | undefined;
  const seconds = rest.duration_seconds as number | undefined;
  const ended = (rest.ended_at as string | undefined) ?? (started !== undefined && seconds !== undefined ? new Date(Date.parse(started) + seconds * 1000).toISOString() : undefined);
  const length = seconds ?? (started !== undefined && ended !== undefined ? (Date.parse(ended) - Date.parse(started)) / 1000 : undefined);
  return { ...rest, ...(started === undefined ? {} : { started_at: started }), ...(ended === undefined ? {} : { ended_at: ended }), ...(length === undefined ? {} : { duration_seconds: length }) };
}

function onOf(fields: Partial<Entry>, today: string): string {
  if (fields.on !== undefined) return fields.on;
  const moment = fields.ended_at ?? fields.started_at;
  return moment == null ? today : wallClock(new Date(moment), fields.zone ?? ZONE).day;
}

const isTimed = ({ started_at: start, ended_at: end }: Partial<Entry>) => start != null && end != null;
const from = ({ started_at: at }: Partial<Entry>) => Date.parse(at ?? '');
const until = ({ ended_at: at }: Partial<Entry>) => Date.parse(at ?? '');

/** Sleeps that may be this one: those that share an instant, and of its day where one of the two has no times. */
function inQuestion(state: MeasurementsState, kind: unknown, fields: Partial<Entry>, on: string): { overlaps: Entry[]; answers: string[] } {
  const nights = kind === 'sleep' ? state.entries.filter((entry) => entry.kind === 'sleep') : [];
  const sharing = nights.filter((night) => isTimed(fields) && isTimed(night) && from(night) < until(fields) && until(night) > from(fields));
  const sameDay = nights.filter((night) => night.on === on && !(isTimed(fields) && isTimed(night)));
  return { overlaps: [...sharing, ...sameDay], answers: sharing.length > 0 ? ['replace'] : ['replace', 'add'] };
}

function replace(state: MeasurementsState, others: readonly Entry[]): void {
  for (const entry of others) state.deleted.set(entry.id, entry);
  state.entries = state.entries.filter((entry) => !others.includes(entry));
}

function record(state: MeasurementsState, { body }: Call) {
  const fields = fieldsOf(body);
  if (typeof body.energy_kcal === 'number' && body.energy_kcal > 10_000) {
    return problem(422, 'validation', { errors: [{ in: 'body', pointer: '/meal/energy_kcal', code: 'less_than_equal', detail: 'too much' }] });
  }
  const on = onOf(fields, wallClock(state.now(), ZONE).day);
  const question = inQuestion(state, body.kind, fields, on);
  if (question.overlaps.length > 0 && !question.answers.includes(body.on_overlap as string)) return problem(409, 'overlapping-sleep', question);
  if (body.on_overlap === 'replace') replace(state, question.overlaps);
  const entry = entryOf(body.kind as Entry['kind'], on, { ...fields, id: crypto.randomUUID() });
  state.entries.push(entry);
  return made(entry);
}

function list(state: MeasurementsState, { query }: Call) {
  const [from, to, kind] = [query.get('from_on') ?? '', query.get('to_on') ?? '9999', query.get('kind')];
  const wanted = state.entries.filter((e) => e.on >= from && e.on <= to && (kind === null || e.kind === kind)).toReversed();
  const start = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  const next = start + limit < wanted.length ? String(start + limit) : null;
  return ok({ items: wanted.slice(start, start + limit), next_cursor: next });
}

function series(state: MeasurementsState, { query }: Call) {
  const [metric, from, to] = [query.get('metric') ?? '', query.get('from_on') ?? '', query.get('to_on') ?? ''];
  const points = dayRange(from, to).map((on) => {
    const value = dayFrom(state.entries, on, '').values.find((known) => known.metric === metric)?.value ?? null;
    return { on, value, days: value === null ? 0 : 1 };
  });
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const average = known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
  return ok({ metric, unit: 's', by: 'day', from_on: from, to_on: to, points, average, best: null, previous: { from_on: from, to_on: to, average }, change: 0 });
}

export function measurementsRoutes(state: MeasurementsState): Routes {
  const today = () => wallClock(state.now(), ZONE).day;
  const find = (id: string | undefined) => state.entries.find((entry) => entry.id === id);
  return {
    'GET /v1/today': () => ok(dayFrom(state.entries, today(), today())),
    'GET /v1/days/{on}': ({ parts }) => ok(dayFrom(state.entries, parts.on ?? '', today())),
    'GET /v1/entries': (call) => list(state, call),
    'GET /v1/series': (call) => series(state, call),
    'POST /v1/entries': (call) => record(state, call),
    'GET /v1/entries/{id}': ({ parts }) => (find(parts.id) === undefined ? problem(404, 'not-found') : ok(find(parts.id))),
    'PATCH /v1/entries/{id}': ({ parts, body, headers }) => {
      const entry = find(parts.id);
      if (entry === undefined) return problem(404, 'not-found');
      if (headers.get('if-match') !== `"${entry.version}"`) return problem(412, 'changed-meanwhile');
      const changed = { ...entry, ...fieldsOf({ started_at: entry.started_at, duration_seconds: entry.duration_seconds, ...body }), version: entry.version + 1 } as Entry;
      state.entries = state.entries.map((known) => (known.id === entry.id ? changed : known));
      return ok(changed);
    },
    'DELETE /v1/entries/{id}': ({ parts }) => {
      const entry = find(parts.id);
      if (entry === undefined) return problem(404, 'not-found');
      state.entries = state.entries.filter(({ id }) => id !== entry.id);
      state.deleted.set(entry.id, entry);
      return done;
    },
    'POST /v1/entries/{id}/restore': ({ parts }) => {
      const entry = state.deleted.get(parts.id ?? '');
      if (entry === undefined) return problem(404, 'not-found');
      const { overlaps, answers } = inQuestion(state, entry.kind, entry, entry.on);
      if (overlaps.length > 0 && !answers.includes('add')) return problem(409, 'overlapping-sleep', { overlaps, answers });
      state.deleted.delete(entry.id);
      state.entries.push(entry);
      return ok(entry);
    },
  };
}
