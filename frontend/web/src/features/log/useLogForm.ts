/** Everything the log sheet does: holds the draft, sends it, and says what the service answered. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, fieldOf, ownDay, problemOf } from '@serenity/shared';
import { useProfile } from '../../lib/account';
import { KeptForLater, outbox } from '../../lib/keep';
import { useFieldFaults } from '../../lib/problems';
import { bodyOf, changeOf, changedBody, draftOf, missingField, type Draft, type EntryChange, type EntryIn } from '../../parts/entries/draft';
import { freshDraft, type Habits } from '../../parts/entries/habits';
import type { Entry, Kind } from '../../parts/entries/kinds';
import { readEntry } from '../../parts/entries/queries';
import type { SheetRequest } from '../../parts/entries/sheet';
import { entryFrom } from '../../parts/entries/unsent';
import { useChangeEntry, useRecordEntry } from '../../parts/entries/writes';

type Overlap = { id: string; on: string; started_at: string | null; ended_at: string | null; duration_seconds: number | null };
/** Sleep that may be logged already, and whether this may be one more. */
export type Question = { overlaps: readonly Overlap[]; canAdd: boolean };
export type Answer = 'replace' | 'add';
export type Notice = 'conflict' | 'gone' | 'onTop' | null;

/** "/water/volume_ml" and "/volume_ml" are the same field: the API names the kind first. */
const lastPart = (path: string) => path.split('.').at(-1) ?? path;

function questionOf(error: unknown): Question | null {
  if (!(error instanceof ApiProblem) || error.kind !== 'overlapping-sleep') return null;
  const { overlaps, answers } = error.body;
  return { overlaps: Array.isArray(overlaps) ? (overlaps as Overlap[]) : [], canAdd: Array.isArray(answers) && answers.includes('add') };
}

/** What the sheet opens with, and what choosing another kind gives. */
function useDrafts(habits: Habits) {
  const { time_zone: zone, day_end_minutes: dayEnd, units } = useProfile();
  const fresh = (kind: Kind): Draft => {
    const now = new Date();
    return freshDraft(kind, habits, { now, zone, today: ownDay(now, zone, dayEnd), units });
  };
  const first = (request: SheetRequest): Draft => {
    if ('kind' in request) return fresh(request.kind ?? habits.order[0] ?? 'mood');
    if (!('kept' in request)) return draftOf(request.entry);
    const { kept, entry } = request;
    const body = entry === null ? (kept.body as EntryIn) : changedBody(entry, kept.body as EntryChange, new Date());
    return draftOf(entryFrom(body, kept.id, dayEnd));
  };
  return { fresh, first };
}

const STALE = 412;

/** What the service said to a kept write. That its entry has changed since is told by a notice. */
function refusalOf(request: SheetRequest): ApiProblem | null {
  if (!('kept' in request) || request.kept.refusal === undefined) return null;
  const { status, body } = request.kept.refusal;
  return status === STALE ? null : problemOf(status, body);
}

function firstNotice(request: SheetRequest): Notice {
  return 'kept' in request && request.kept.refusal?.status === STALE ? 'onTop' : null;
}

/** Faults the sheet has its own words for. */
const rules = ['future', 'day_full'] as const;

/** Fields in which an answer is chosen rather than written. */
const choices: ReadonlySet<string> = new Set(['mood', 'activity']);

function useFaults(error: unknown, missing: string | null): Record<string, string> {
  const { t } = useTranslation();
  const told = Object.fromEntries(Object.entries(useFieldFaults(error)).map(([path, text]) => [lastPart(path), text]));
  const faults = error instanceof ApiProblem ? error.faults : [];
  for (const { pointer, code } of faults) {
    const rule = rules.find((each) => each === code);
    if (rule !== undefined) told[lastPart(fieldOf(pointer))] = t(`log.when.${rule}`);
  }
  return missing === null ? told : { [missing]: t(choices.has(missing) ? 'errors.field.choose' : 'errors.field.missing') };
}

/** Faults of fields that only show under "another time". */
const timeFields = new Set(['at', 'started_at', 'ended_at', 'on', 'zone']);

/** What stood beside a sleep before its change is no question when the change is taken back. */
function backBeside({ kind }: Entry): EntryChange {
  return kind === 'sleep' ? { on_overlap: 'add' } : {};
}

function useSending(entry: Entry | null, first: ApiProblem | null, onDone: () => Promise<void>) {
  const record = useRecordEntry();
  const change = useChangeEntry();
  const [error, setError] = useState<unknown>(first);
  const [isSending, setSending] = useState(false);
  const send = async (draft: Draft, answer: Answer | null) => {
    const now = new Date();
    const overlap = answer === null ? {} : { on_overlap: answer };
    const replaced = answer === 'replace' ? (questionOf(error)?.overlaps ?? []).map(({ id }) => id) : [];
    if (entry === null) return record({ ...bodyOf(draft, now), ...overlap } as EntryIn, replaced);
    const before = draftOf(entry);
    const fields = { ...changeOf(before, draft, now), ...overlap };
    if (Object.keys(fields).length > 0) await change(entry, fields, { ...changeOf(draft, before, now), ...backBeside(entry) }, replaced);
  };
  const submit = async (draft: Draft, answer: Answer | null = null): Promise<unknown> => {
    setSending(true);
    setError(null);
    try {
      await send(draft, answer);
      await onDone();
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

export function useLogForm(request: SheetRequest, habits: Habits, onDone: () => void) {
  const drafts = useDrafts(habits);
  const [entry, setEntry] = useState<Entry | null>('entry' in request ? request.entry : null);
  const [draft, setDraft] = useState<Draft>(() => drafts.first(request));
  const [missing, setMissing] = useState<string | null>(null);
  const [notice, setNotice] = useState<Notice>(() => firstNotice(request));
  /** A refused write has done its part once its words are sent anew, or given up. */
  const settle = async () => {
    if ('kept' in request) await outbox.forget(request.kept.id);
    onDone();
  };
  const { error, setError, isSending, submit } = useSending(entry, refusalOf(request), settle);
  const faults = useFaults(error, missing);

  const renew = async (known: Entry) => {
    const latest = await readEntry(known.id);
    setError(null);
    setNotice(latest === null ? 'gone' : 'conflict');
    if (latest === null) return;
    setEntry(latest);
    setDraft(draftOf(latest));
  };
  const save = async (answer: Answer | null = null) => {
    if (isSending) return;
    const empty = missingField(draft);
    setMissing(empty);
    if (empty !== null) return;
    const problem = await submit(draft, answer);
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
    question: questionOf(error),
    patch: (change: Partial<Draft>) => {
      setMissing(null);
      setDraft((known) => ({ ...known, ...change }));
    },
    choose: (kind: Kind) => {
      setMissing(null);
      setError(null);
      setDraft(drafts.fresh(kind));
    },
    forget: () => setError(null),
    discard: settle,
    save,
  };
}

export type LogForm = ReturnType<typeof useLogForm>;
/** What every group of fields gets. */
export type FieldsProps = { draft: Draft; patch: LogForm['patch'] };
