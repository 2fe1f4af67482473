/** Keeps writes that could not be sent and sends each exactly once when the way is clear again. */

export type WriteMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type PendingWrite = {
  /** Also the Idempotency-Key of the request: however often it is sent, it takes effect once. */
  id: string;
  method: WriteMethod;
  path: string;
  body: unknown;
  headers: Record<string, string>;
  createdAt: string;
};

export interface OutboxStore {
  all(): Promise<PendingWrite[]>;
  put(write: PendingWrite): Promise<void>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
}

export type SendResult =
  | { kind: 'done' }
  | { kind: 'later'; afterSeconds: number | null }
  | { kind: 'refused'; detail: string };
export type Send = (write: PendingWrite) => Promise<SendResult>;
export type FlushReport = { sent: number; refused: { write: PendingWrite; detail: string }[]; left: number; afterSeconds: number | null };

export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox(store: OutboxStore, send: Send) {
  const listeners = new Set<(pending: readonly PendingWrite[]) => void>();
  let running: Promise<FlushReport> | null = null;

  const ordered = async () => (await store.all()).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
  const tell = async () => {
    const pending = await ordered();
    for (const listener of listeners) listener(pending);
  };

  /** In the order they were made; a write that must wait holds back those behind it. */
  const run = async (): Promise<FlushReport> => {
    const report: FlushReport = { sent: 0, refused: [], left: 0, afterSeconds: null };
    const queue = await ordered();
    for (const [index, write] of queue.entries()) {
      const result = await send(write);
      if (result.kind === 'later') {
        return { ...report, left: queue.length - index, afterSeconds: result.afterSeconds };
      }
      await store.remove(write.id);
      if (result.kind === 'done') report.sent += 1;
      else report.refused.push({ write, detail: result.detail });
      await tell();
    }
    return report;
  };

  return {
    pending: ordered,
    async keep(write: PendingWrite): Promise<void> {
      await store.put(write);
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
    subscribe(listener: (pending: readonly PendingWrite[]) => void): () => void {
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
    remove: async (id) => void writes.delete(id),
    clear: async () => writes.clear(),
  };
}
