/** Entries the service has not confirmed yet: on their way, or waiting on this device for the line to return. */
import { useEffect, useState } from 'react';
import { useMutationState } from '@tanstack/react-query';
import { ownDay, wallClock, type PendingWrite } from '@serenity/shared';
import { useProfile } from '../../lib/account';
import { outbox } from '../../lib/keep';
import type { EntryIn } from './draft';
import type { Entry } from './kinds';

export const RECORD_KEY = ['record-entry'];
/** Entries that exist only here carry ids with this beginning; they can be neither edited nor restored, only looked at again when refused. */
const UNSENT = 'unsent:';

export function isUnsent(entry: Entry): boolean {
  return entry.id.startsWith(UNSENT);
}

/** The write in the outbox behind an unsent entry. */
export function writeIdOf(entry: Entry): string {
  return entry.id.slice(UNSENT.length);
}

/** What the service will most likely make of it. */
export function entryFrom(body: EntryIn, id: string, dayEnd: number): Entry {
  const { kind, zone, note, ...fields } = body as EntryIn & { at?: string; started_at?: string; ended_at?: string; on?: string; duration_seconds?: number };
  const { at, on_overlap: _overlap, ...values } = fields as typeof fields & { on_overlap?: string };
  const started = values.started_at ?? at;
  const ended = values.ended_at ?? (started !== undefined && values.duration_seconds != null ? new Date(Date.parse(started) + values.duration_seconds * 1000).toISOString() : undefined);
  const seconds = values.duration_seconds ?? (started !== undefined && ended !== undefined ? (Date.parse(ended) - Date.parse(started)) / 1000 : undefined);
  const place = zone ?? 'UTC';
  const dayOf = (moment: string | undefined) => ownDay(moment === undefined ? new Date() : new Date(moment), place, dayEnd);
  // A sleep counts for the calendar date of waking, anything else for the person's own day.
  const on = values.on ?? (kind === 'sleep' && ended !== undefined ? wallClock(new Date(ended), place).day : dayOf(started));
  return {
    ...(values as Partial<Entry>),
    id: UNSENT + id,
    version: 0,
    kind,
    on,
    zone: place,
    offset_minutes: 0,
    note: note ?? null,
    started_at: started ?? null,
    ended_at: ended ?? null,
    duration_seconds: seconds ?? null,
    created_at: new Date().toISOString(),
  };
}

const isNewEntry = (write: PendingWrite) => write.method === 'POST' && write.path === '/v1/entries';

function useKept(): readonly PendingWrite[] {
  const [kept, setKept] = useState<readonly PendingWrite[]>([]);
  useEffect(() => {
    let isCurrent = true;
    const take = (writes: readonly PendingWrite[]) => isCurrent && setKept(writes.filter(isNewEntry));
    void outbox.all().then(take);
    const stop = outbox.subscribe(take);
    return () => {
      isCurrent = false;
      stop();
    };
  }, []);
  return kept;
}

/** What was refused waits for its person, and counts for nothing until they have settled it. */
export type Unsent = { waiting: Entry[]; refused: Entry[]; onTheirWay: Entry[] };

export function useUnsent(): Unsent {
  const { day_end_minutes: dayEnd } = useProfile();
  const sending = useMutationState({
    filters: { mutationKey: RECORD_KEY, status: 'pending' },
    select: (mutation) => ({ id: String(mutation.mutationId), body: mutation.state.variables as EntryIn }),
  });
  const kept = useKept();
  const entries = (writes: readonly PendingWrite[]) => writes.map((write) => entryFrom(write.body as EntryIn, write.id, dayEnd));
  return {
    waiting: entries(kept.filter(({ refusal }) => refusal === undefined)),
    refused: entries(kept.filter(({ refusal }) => refusal !== undefined)),
    onTheirWay: sending.map(({ id, body }) => entryFrom(body, id, dayEnd)),
  };
}
