/** Everything the log sheet does: holds the draft, sends it, and says what the service answered. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, fieldOf, ownDay } from '@serenity/shared';
import { useProfile } from '../../lib/account';
import { api } from '../../lib/api';
import { KeptForLater } from '../../lib/keep';
import { useFieldFaults } from '../../lib/problems';
import { bodyOf, changeOf, draftOf, missingField, type Draft } from '../../parts/entries/draft';
import { freshDraft, type Habits } from '../../parts/entries/habits';
import type { Entry, Kind } from '../../parts/entries/kinds';
import type { SheetRequest } from '../../parts/entries/sheet';
import { useChangeEntry, useRecordEntry } from '../../parts/entries/writes';

export type Overlap = { id: string; started_at: string; ended_at: string };
export type Notice = 'conflict' | 'gone' | null;

/** "/water/volume_ml" and "/volume_ml" are the same field: the API names the kind first. */
const lastPart = (path: string) => path.split('.').at(-1) ?? path;

function overlapsOf(error: unknown): Overlap[] | null {
  if (!(error instanceof ApiProblem) || error.kind !== 'overlapping-sleep') return null;
  return Array.isArray(error.body.overlaps) ? (error.body.overlaps as Overlap[]) : [];
}

function useFresh(habits: Habits) {
  const { time_zone: zone, day_end_minutes: dayEnd, units } = useProfile();
  return (kind: Kind): Draft => {
    const now = new Date();
    return freshDraft(kind, habits, { now, zone, today: ownDay(now, zone, dayEnd), units });
  };
}

function useFaults(error: unknown, missing: string | null): Record<string, string> {
  const { t } = useTranslation();
  const told = Object.fromEntries(Object.entries(useFieldFaults(error)).map(([path, text]) => [lastPart(path), text]));
  const faults = error instanceof ApiProblem ? error.faults : [];
  for (const { pointer, code } of faults) if (code === 'future') told[lastPart(fieldOf(pointer))] = t('log.when.future');
  return missing === null ? told : { [missing]: t('errors.field.missing') };
}

/** Faults of fields that only show under "another time". */
const timeFields = new Set(['at', 'started_at', 'ended_at', 'on', 'zone']);

function useSending(entry: Entry | null, onDone: () => void) {
  const record = useRecordEntry();
  const change = useChangeEntry();
  const [error, setError] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const send = async (draft: Draft, replace: boolean) => {
    const now = new Date();
    const overlap = replace ? { on_overlap: 'replace' as const } : {};
    if (entry === null) return void (await record.mutateAsync({ ...bodyOf(draft, now), ...overlap } as ReturnType<typeof bodyOf>));
    const before = draftOf(entry);
    const fields = { ...changeOf(before, draft, now), ...overlap };
    if (Object.keys(fields).length > 0) await change.changeEntry(entry, fields, changeOf(draft, before, now));
  };
  const submit = async (draft: Draft, replace = false): Promise<unknown> => {
    setSending(true);
    setError(null);
    try {
      await send(draft, replace);
      onDone();
      return null;
    } catch (problem) {
      if (problem instanceof KeptForLater) return onDone();
      setError(problem);
      return problem;
    } finally {
      setSending(false);
    }
  };
  return { error, setError, isSending, submit };
}

/** The newest version of an entry someone changed elsewhere, or null when it is gone. */
async function reload(entry: Entry): Promise<Entry | null> {
  try {
    const { data } = await api.GET('/v1/entries/{entry_id}', { params: { path: { entry_id: entry.id } } });
    return data as Entry;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return null;
    throw error;
  }
}

export function useLogForm(request: SheetRequest, habits: Habits, onDone: () => void) {
  const fresh = useFresh(habits);
  const [entry, setEntry] = useState<Entry | null>('entry' in request ? request.entry : null);
  const [draft, setDraft] = useState<Draft>(() => (entry === null ? fresh(('kind' in request ? request.kind : null) ?? habits.order[0] ?? 'mood') : draftOf(entry)));
  const [missing, setMissing] = useState<string | null>(null);
  const [notice, setNotice] = useState<Notice>(null);
  const { error, setError, isSending, submit } = useSending(entry, onDone);
  const faults = useFaults(error, missing);

  const renew = async (known: Entry) => {
    const latest = await reload(known);
    setError(null);
    setNotice(latest === null ? 'gone' : 'conflict');
    if (latest === null) return;
    setEntry(latest);
    setDraft(draftOf(latest));
  };
  const save = async (replace = false) => {
    if (isSending) return;
    const empty = missingField(draft);
    setMissing(empty);
    if (empty !== null) return;
    const problem = await submit(draft, replace);
    const isStale = problem instanceof ApiProblem && (problem.status === 412 || problem.status === 404);
    if (isStale && entry !== null) await renew(entry).catch(setError);
    const isAboutTime = problem instanceof ApiProblem && problem.faults.some(({ pointer }) => timeFields.has(lastPart(fieldOf(pointer))));
    if (isAboutTime) setDraft((now) => ({ ...now, isNow: false }));
  };
  return {
    entry,
    draft,
    notice,
    faults,
    error,
    isSending,
    overlaps: overlapsOf(error),
    patch: (change: Partial<Draft>) => {
      setMissing(null);
      setDraft((known) => ({ ...known, ...change }));
    },
    choose: (kind: Kind) => {
      setMissing(null);
      setError(null);
      setDraft(fresh(kind));
    },
    forget: () => setError(null),
    save,
  };
}

export type LogForm = ReturnType<typeof useLogForm>;
/** What every group of fields gets. */
export type FieldsProps = { draft: Draft; patch: LogForm['patch'] };
