/** Lets a write that cannot be sent now be kept on this device and sent once, later. */
import { clear, createStore, del, promisifyRequest, set, values } from 'idb-keyval';
import { CSRF_HEADER, IDEMPOTENCY_HEADER, createOutbox, memoryStore, readProblem, type ApiProblem, type OutboxStore, type PendingWrite, type SendResult, type WriteMethod } from '@serenity/shared';
import { AWAY, connection } from './connection';
import { csrfToken } from './csrf';
import { seal, unseal, type Sealed } from './seal';

/** Thrown instead of a failure when the write is safe in the outbox. */
export class KeptForLater extends Error {
  override readonly name = 'KeptForLater';

  constructor(readonly id: string) {
    super('kept on this device');
  }
}

const KEEP = 'x-serenity-keep';
/** Spread into a mutation's `headers` when losing what was typed would hurt. */
export const keepable = { [KEEP]: 'yes' } as const;
/** For a write that follows one which was kept: it waits behind that one even if the line is back. */
export const keptBehind = { [KEEP]: 'behind' } as const;

async function opened(kept: Sealed): Promise<PendingWrite[]> {
  const plain = await unseal(kept);
  return plain === null ? [] : [JSON.parse(new TextDecoder().decode(plain)) as PendingWrite];
}

const sealed = async (write: PendingWrite): Promise<Sealed> => seal(new TextEncoder().encode(JSON.stringify(write)));

function deviceStore(): OutboxStore {
  if (typeof indexedDB === 'undefined') return memoryStore();
  const table = createStore('serenity-outbox', 'writes');
  return {
    // Storage that was cleared, at a sign-out, or is refused holds nothing.
    all: async () => (await Promise.all((await values<Sealed>(table).catch(() => [])).map(opened))).flat(),
    put: async (write) => set(write.id, await sealed(write), table),
    // In one transaction, so that nothing is removed in between.
    replace: async (write) => {
      const value = await sealed(write);
      await table('readwrite', (writes) => {
        const found = writes.getKey(write.id);
        found.onsuccess = () => {
          if (found.result !== undefined) writes.put(value, write.id);
        };
        return promisifyRequest(writes.transaction);
      });
    },
    remove: async (id) => del(id, table),
    clear: async () => clear(table),
  };
}

/** Away, slowed down, failing, or a session that has to be renewed: none of it speaks of what was typed. */
const speaksOfWrite = ({ status, isTransient }: ApiProblem): boolean => !isTransient && status < 500 && status !== 401 && status !== 403;

async function send(write: PendingWrite): Promise<SendResult> {
  const headers = new Headers(write.headers);
  headers.set(IDEMPOTENCY_HEADER, write.id);
  const token = csrfToken();
  if (token !== null) headers.set(CSRF_HEADER, token);
  const body = write.body === null ? null : JSON.stringify(write.body);
  const response = await fetch(write.path, { method: write.method, headers, body, credentials: 'same-origin' }).catch(() => null);
  if (response === null) return { kind: 'later', afterSeconds: null };
  if (response.ok) return { kind: 'done' };
  const problem = await readProblem(response);
  const afterSeconds = problem.retryAfterSeconds;
  const refusal = { status: problem.status, body: problem.body };
  if (write.method === 'DELETE' && problem.status === 404) return { kind: 'done' };
  if (problem.status === 500) return { kind: 'failed', afterSeconds, refusal };
  return speaksOfWrite(problem) ? { kind: 'refused', refusal } : { kind: 'later', afterSeconds };
}

export const outbox = createOutbox(deviceStore(), send);
outbox.subscribe(noteKept);

/** Says to the page how much waits for the line, and how much for its person. */
export function noteKept(writes: readonly PendingWrite[]): void {
  const refused = writes.filter(({ refusal }) => refusal !== undefined).length;
  connection.set({ pending: writes.length - refused, refused });
}

async function keep(request: Request): Promise<never> {
  const text = await request.text();
  const type = request.headers.get('content-type');
  const version = request.headers.get('if-match');
  const { pathname, search } = new URL(request.url);
  const id = request.headers.get(IDEMPOTENCY_HEADER) ?? crypto.randomUUID();
  await outbox.keep({
    id,
    method: request.method as WriteMethod,
    path: pathname + search,
    body: text === '' ? null : (JSON.parse(text) as unknown),
    headers: { ...(type === null ? {} : { 'content-type': type }), ...(version === null ? {} : { 'if-match': version }) },
    createdAt: new Date().toISOString(),
  });
  throw new KeptForLater(id);
}

/** The API client's fetch: a keepable write that finds no service goes to the outbox. */
export async function fetchOrKeep(request: Request): Promise<Response> {
  const mark = request.headers.get(KEEP);
  if (mark === null) return fetch(request);
  request.headers.delete(KEEP);
  if (mark === keptBehind[KEEP]) return keep(request);
  const spare = request.clone();
  const response = await fetch(request).catch(() => null);
  if (response === null || AWAY.has(response.status)) {
    if (response !== null) connection.set({ unavailable: true });
    return keep(spare);
  }
  return response;
}
