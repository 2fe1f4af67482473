/** Recording, changing, deleting and taking back: at once on screen, kept when the service is away, undone with one press. */
import { useMutation } from '@tanstack/react-query';
import { ApiProblem } from '@serenity/shared';
import { api, ifMatch } from '../../lib/api';
import { i18n } from '../../lib/i18n';
import { KeptForLater, keepable, outbox } from '../../lib/keep';
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

/** What is gone already is as gone as it should be. */
async function remove(entry: Entry): Promise<void> {
  try {
    await api.DELETE('/v1/entries/{entry_id}', { params: pathOf(entry), headers: keepable });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
  }
}

async function restore(entry: Entry): Promise<void> {
  await api.POST('/v1/entries/{entry_id}/restore', { params: pathOf(entry), headers: keepable });
}

/** The sheet shows its own problems; a kept entry appears as waiting. */
export function useRecordEntry() {
  const undo = useRemoveEntry(false);
  return useMutation({
    mutationKey: RECORD_KEY,
    mutationFn: record,
    meta: handled,
    onSuccess: (entry) => {
      changeLists((items) => items, (day) => withEntry(day, entry));
      refreshEntries();
      sayUndoable('log.saved', () => undo.mutate(entry));
    },
  });
}

/** `back` is the change that restores what was. */
export function useChangeEntry() {
  const onSuccess = (entry: Entry) => {
    showEntry(entry);
    refreshEntries();
  };
  const mutation = useMutation({ mutationFn: change, meta: handled, onSuccess });
  const undo = useMutation({ mutationFn: change, onSuccess });
  const changeEntry = async (entry: Entry, fields: EntryChange, back: EntryChange) => {
    const changed = await mutation.mutateAsync({ entry, fields });
    sayUndoable('log.changed', () => undo.mutate({ entry: changed, fields: back }));
  };
  return { ...mutation, changeEntry };
}

function useRestoreEntry() {
  return useMutation({ mutationFn: restore, onSettled: refreshEntries });
}

/** Gone from the screen at once; comes back if the service refuses. */
export function useRemoveEntry(canUndo = true) {
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
      if (canUndo && !isUnsent(entry)) sayUndoable('log.deleted', () => back.mutate(entry));
    },
  });
}
