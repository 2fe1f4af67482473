/** Keeps writes that could not be sent, sends each exactly once when the way is clear again, and sets aside what is refused then. */

export type WriteMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type PendingWrite = {
  /** Also the Idempotency-Key of the request: however often it is sent, it takes effect once. */
  id: string;
  method: WriteMethod;
  path: string;
  body: unknown;
  headers: Record<string, string>;
  createdAt: string;
  /** How often the service failed at it, though it was there. */
  failures?: number;
  /** Why the service did not take it: from then on it waits for its person, no longer for the line. */
  refusal?: Refusal;
};

/** The problem document the service answered with, and its status. */
export type Refusal = { status: number; body: Readonly<Record<string, unknown>> };

export interface OutboxStore {
  all(): Promise<PendingWrite[]>;
  put(write: PendingWrite): Promise<void>;
  /** Puts what is still kept; what was removed meanwhile stays so. */
  replace(write: PendingWrite): Promise<void>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
}

export type SendResult =
  | { kind: 'done' }
  | { kind: 'later'; afterSeconds: number | null }
  /** The service was reached and broke: it may be this very write that breaks it. */
  | { kind: 'failed'; afterSeconds: number | null; refusal: Refusal }
  | { kind: 'refused'; refusal: Refusal };
export type Send = (write: PendingWrite) => Promise<SendResult>;
export type FlushReport = { sent: number; refused: PendingWrite[]; left: number; afterSeconds: number | null };

/** A write at which the service breaks every time must not hold back the others for ever. */
const MOST_FAILURES = 5;

/** What is kept later leaves later, even within one millisecond. */
function after(write: PendingWrite, kept: readonly PendingWrite[]): PendingWrite {
  const taken = new Set(kept.map(({ createdAt }) => createdAt));
  let { createdAt } = write;
  while (taken.has(createdAt)) createdAt = new Date(Date.parse(createdAt) + 1).toISOString();
  return { ...write, createdAt };
}

/** All that is kept, oldest first. */
async function ordered(store: OutboxStore): Promise<PendingWrite[]> {
  return (await store.all()).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
}

/** What became of one write; one that failed too often is as good as refused. */
async function attempt(store: OutboxStore, send: Send, write: PendingWrite): Promise<Exclude<SendResult, { kind: 'failed' }>> {
  const result = await send(write);
  if (result.kind !== 'failed') return result;
  const failures = (write.failures ?? 0) + 1;
  if (failures >= MOST_FAILURES) return { kind: 'refused', refusal: result.refusal };
  await store.replace({ ...write, failures });
  return { kind: 'later', afterSeconds: result.afterSeconds };
}

/** What carries somebody's words stays until they decide; a bare request has nothing to lose. */
async function setAside(store: OutboxStore, write: PendingWrite, refusal: Refusal): Promise<PendingWrite> {
  const refused = { ...write, refusal };
  if (write.body === null) await store.remove(write.id);
  else await store.replace(refused);
  return refused;
}

export function createOutbox(store: OutboxStore, send: Send) {
  const listeners = new Set<(writes: readonly PendingWrite[]) => void>();
  let running: Promise<FlushReport> | null = null;

  const isKept = async (id: string) => (await store.all()).some((write) => write.id === id);
  const waiting = async () => (await ordered(store)).filter((write) => write.refusal === undefined);
  const tell = async () => {
    const writes = await ordered(store);
    for (const listener of listeners) listener(writes);
  };

  /** In the order they were made; a write that must wait holds back those behind it, and one dropped by now is not sent. */
  const run = async (): Promise<FlushReport> => {
    const report: FlushReport = { sent: 0, refused: [], left: 0, afterSeconds: null };
    const queue = await waiting();
    for (const [index, write] of queue.entries()) {
      if (!(await isKept(write.id))) continue;
      const result = await attempt(store, send, write);
      if (result.kind === 'later') {
        return { ...report, left: queue.length - index, afterSeconds: result.afterSeconds };
      }
      if (result.kind === 'done') {
        await store.remove(write.id);
        report.sent += 1;
      } else {
        report.refused.push(await setAside(store, write, result.refusal));
      }
      await tell();
    }
    return report;
  };

  return {
    /** All that is kept, oldest first: what is still to be sent, and what was refused. */
    all: async () => ordered(store),
    /** Only what is still to be sent. */
    pending: waiting,
    async keep(write: PendingWrite): Promise<void> {
      await store.put(after(write, await store.all()));
      await tell();
    },
    async forget(id: string): Promise<void> {
      await store.remove(id);
      await tell();
    },
    async clear(): Promise<void> {
      await store.clear();
      await tell();
    },
    /** Single flight: whoever asks while a flush runs gets the same report. */
    flush(): Promise<FlushReport> {
      running ??= run().finally(() => {
        running = null;
      });
      return running;
    },
    /** Followers get all that is kept, after every change. */
    subscribe(listener: (writes: readonly PendingWrite[]) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A store that lives as long as the page, for tests and for browsers that refuse storage. */
export function memoryStore(): OutboxStore {
  const writes = new Map<string, PendingWrite>();
  return {
    all: async () => [...writes.values()],
    put: async (write) => void writes.set(write.id, write),
    replace: async (write) => void (writes.has(write.id) && writes.set(write.id, write)),
    remove: async (id) => void writes.delete(id),
    clear: async () => writes.clear(),
  };
}
