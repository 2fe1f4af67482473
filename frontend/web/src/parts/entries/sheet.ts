/** Opens the one log sheet from anywhere: for something new, to change an entry, or to settle what was refused. */
import type { PendingWrite } from '@serenity/shared';
import { createStore, useStore } from '../../lib/store';
import type { Entry, Kind } from './kinds';

/** `kept` is a refused write; `entry` the one it would change, as it is now, or null when it is a new one. */
export type SheetRequest = { kind: Kind | null } | { entry: Entry } | { kept: PendingWrite; entry: Entry | null };

export const logSheet = createStore<{ request: SheetRequest | null }>({ request: null });

export function openLog(kind: Kind | null = null): void {
  logSheet.set({ request: { kind } });
}

export function openEntry(entry: Entry): void {
  logSheet.set({ request: { entry } });
}

export function openRefused(kept: PendingWrite, entry: Entry | null): void {
  logSheet.set({ request: { kept, entry } });
}

export function closeLog(): void {
  logSheet.set({ request: null });
}

export function useLogRequest(): SheetRequest | null {
  return useStore(logSheet).request;
}
