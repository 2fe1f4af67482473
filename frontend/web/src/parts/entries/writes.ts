/** Recording, changing, deleting and taking back: at once on screen, kept when the service is away, undone with one press. */
import { useMutation } from '@tanstack/react-query';
import { api, ifMatch, untilGone } from '../../lib/api';
import { i18n } from '../../lib/i18n';
import { KeptForLater, keepable, keptBehind, outbox } from '../../lib/keep';
import { queryClient } from '../../lib/queryClient';
import { dismissToast, toast } from '../../ui/toasts';
import { withEntry, withoutEntry } from './dayChange';
import type { EntryChange, EntryIn } from './draft';
import type { Entry } from './kinds';
import { changeLists, refreshEntries } from './queries';
import { RECORD_KEY, isUnsent, writeIdOf } from './unsent';

const pathOf = (entry: Entry) => ({ path: { entry_id: entry.id } });
const handled = { handled: true };

function showEntry(entry: Entry): () => void {
  return changeLists(
    (items) => items.map((known) => (known.id === entry.id ? entry : known)),
    (day) => withEntry(day, entry),
  );
}

function hideEntry(entry: Entry): () => void {
  return changeLists(
    (items) => items.filter((known) => known.id !== entry.id),
    (day) => withoutEntry(day, entry.id),
  );
}

let lastUndo: string | null = null;

/** Only the last change can be taken back, so an older notice cannot undo what came after it. */
function sayUndoable(key: 'log.saved' | 'log.changed' | 'log.deleted', run: () => void): void {
  if (lastUndo !== null) dismissToast(lastUndo);
  lastUndo = toast(i18n.t(key), { action: { label: i18n.t('common.undo'), run } });
}

async function record(body: EntryIn): Promise<Entry> {
  const { data } = await api.POST('/v1/entries', { body, headers: keepable });
  return data as Entry;
}

async function change({ entry, fields }: { entry: Entry; fields: EntryChange }): Promise<Entry> {
  const { data } = await api.PATCH('/v1/entries/{entry_id}', { body: fields, params: { ...pathOf(entry), header: ifMatch(entry) }, headers: keepable });
  return data as Entry;
}

const remove = (entry: Entry) => untilGone(api.DELETE('/v1/entries/{entry_id}', { params: pathOf(entry), headers: keepable }));

async function restore(id: string, headers: typeof keepable | typeof keptBehind = keepable): Promise<void> {
  await api.POST('/v1/entries/{entry_id}/restore', { params: { path: { entry_id: id } }, headers });
}

/** First frees the hours, then brings back the sleeps that had them; what must wait keeps this order. */
async function thenRestore(freeing: Promise<unknown>, replaced: readonly string[]): Promise<void> {
  let kept: KeptForLater | null = null;
  const settle = async (write: Promise<unknown>) => {
    try {
      await write;
    } catch (error) {
      if (!(error instanceof KeptForLater)) throw error;
      kept ??= error;
    }
  };
  await settle(freeing);
  for (const id of replaced) await settle(restore(id, kept === null ? keepable : keptBehind));
  if (kept !== null) throw kept;
}

type Recorded = { entry: Entry; replaced: readonly string[] };

function useTakeBack() {
  return useMutation({
    mutationFn: async ({ entry, replaced }: Recorded) => thenRestore(remove(entry), replaced),
    onMutate: async ({ entry }) => {
      await queryClient.cancelQueries({ queryKey: ['get', '/v1/today'] });
      return hideEntry(entry);
    },
    onError: (error, _recorded, show) => (error instanceof KeptForLater ? undefined : show?.()),
    onSettled: (_done, error) => (error instanceof KeptForLater ? undefined : refreshEntries()),
  });
}

/** The sheet shows its own problems; a kept entry appears as waiting. `replaced` names the sleeps whose place the new one takes. */
export function useRecordEntry() {
  const takeBack = useTakeBack();
  const onSuccess = (entry: Entry) => {
    changeLists((items) => items, (day) => withEntry(day, entry));
    refreshEntries();
  };
  const { mutateAsync } = useMutation({ mutationKey: RECORD_KEY, mutationFn: record, meta: handled, onSuccess });
  return async (body: EntryIn, replaced: readonly string[]) => {
    const entry = await mutateAsync(body);
    sayUndoable('log.saved', () => takeBack.mutate({ entry, replaced }));
  };
}

/** `back` is the change that restores what was, `replaced` the sleeps whose place the changed one takes. */
export function useChangeEntry() {
  const onSuccess = (entry: Entry) => {
    showEntry(entry);
    refreshEntries();
  };
  const { mutateAsync } = useMutation({ mutationFn: change, meta: handled, onSuccess });
  const undo = useMutation({
    mutationFn: async ({ entry, back, replaced }: Recorded & { back: EntryChange }) => thenRestore(change({ entry, fields: back }).then(showEntry), replaced),
    onSettled: refreshEntries,
  });
  return async (entry: Entry, fields: EntryChange, back: EntryChange, replaced: readonly string[]) => {
    const changed = await mutateAsync({ entry, fields });
    sayUndoable('log.changed', () => undo.mutate({ entry: changed, back, replaced }));
  };
}

function useRestoreEntry() {
  return useMutation({ mutationFn: async (entry: Entry) => restore(entry.id), onSettled: refreshEntries });
}

/** Gone from the screen at once; comes back if the service refuses. */
export function useRemoveEntry() {
  const back = useRestoreEntry();
  return useMutation({
    mutationFn: async (entry: Entry) => (isUnsent(entry) ? outbox.forget(writeIdOf(entry)) : remove(entry)),
    onMutate: async (entry) => {
      await queryClient.cancelQueries({ queryKey: ['get', '/v1/today'] });
      return hideEntry(entry);
    },
    onError: (error, _entry, takeBack) => {
      if (!(error instanceof KeptForLater)) return takeBack?.();
      return sayUndoable('log.deleted', () => {
        takeBack?.();
        void outbox.forget(error.id);
      });
    },
    onSuccess: (_done, entry) => {
      refreshEntries();
      if (!isUnsent(entry)) sayUndoable('log.deleted', () => back.mutate(entry));
    },
  });
}
