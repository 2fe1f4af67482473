/** Opens the one log sheet from anywhere: for something new, or to change an entry. */
import { createStore, useStore } from '../../lib/store';
import type { Entry, Kind } from './kinds';

export type SheetRequest = { kind: Kind | null } | { entry: Entry };

export const logSheet = createStore<{ request: SheetRequest | null }>({ request: null });

export function openLog(kind: Kind | null = null): void {
  logSheet.set({ request: { kind } });
}

export function openEntry(entry: Entry): void {
  logSheet.set({ request: { entry } });
}

export function closeLog(): void {
  logSheet.set({ request: null });
}

export function useLogRequest(): SheetRequest | null {
  return useStore(logSheet).request;
}
