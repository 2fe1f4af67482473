/** What the page knows about its line to the service: shown in the banner, followed by the outbox and the socket. */
import { createStore, useStore } from './store';

export type Connection = {
  online: boolean;
  /** The service answered last that it is away for a moment. */
  unavailable: boolean;
  /** When what is on screen was stored on this device, if it does not come from the service. */
  asOf: string | null;
  /** Writes kept on this device until they can be sent. */
  pending: number;
  /** Kept writes that the service refused and their person has yet to settle. */
  refused: number;
  /** The socket is open. */
  live: boolean;
  /** The socket has been gone for so long that people should know. */
  lost: boolean;
};

export const connection = createStore<Connection>({
  online: navigator.onLine,
  unavailable: false,
  asOf: null,
  pending: 0,
  refused: 0,
  live: false,
  lost: false,
});

export function useConnection(): Connection {
  return useStore(connection);
}

window.addEventListener('online', () => connection.set({ online: true }));
window.addEventListener('offline', () => connection.set({ online: false }));

/** Set by the service worker on answers it took from this device. */
export const STORED_AT_HEADER = 'x-stored-at';

/** Answers of a gateway with nobody behind it, or of a service that asks for patience. */
export const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

export function noteAnswer(response: Response): void {
  const storedAt = response.headers.get(STORED_AT_HEADER);
  const { asOf } = connection.get();
  if (storedAt !== null) connection.set({ asOf: asOf !== null && asOf < storedAt ? asOf : storedAt });
  else if (AWAY.has(response.status)) connection.set({ unavailable: true, online: true });
  else connection.set({ asOf: null, unavailable: false, online: true });
}
