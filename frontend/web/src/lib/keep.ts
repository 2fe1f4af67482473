/** Lets a write that cannot be sent now be kept on this device and sent once, later. */
import { clear, createStore, del, set, values } from 'idb-keyval';
import { CSRF_HEADER, IDEMPOTENCY_HEADER, createOutbox, memoryStore, readProblem, type OutboxStore, type PendingWrite, type SendResult, type WriteMethod } from '@serenity/shared';
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

async function opened(sealed: Sealed): Promise<PendingWrite[]> {
  const plain = await unseal(sealed);
  return plain === null ? [] : [JSON.parse(new TextDecoder().decode(plain)) as PendingWrite];
}

function deviceStore(): OutboxStore {
  if (typeof indexedDB === 'undefined') return memoryStore();
  const table = createStore('serenity-outbox', 'writes');
  return {
    all: async () => (await Promise.all((await values<Sealed>(table)).map(opened))).flat(),
    put: async (write) => set(write.id, await seal(new TextEncoder().encode(JSON.stringify(write))), table),
    remove: async (id) => del(id, table),
    clear: async () => clear(table),
  };
}

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
  if (problem.isTransient || problem.status === 401) return { kind: 'later', afterSeconds: problem.retryAfterSeconds };
  return { kind: 'refused', detail: problem.message };
}

export const outbox = createOutbox(deviceStore(), send);
outbox.subscribe((pending) => connection.set({ pending: pending.length }));

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
  if (request.headers.get(KEEP) === null) return fetch(request);
  request.headers.delete(KEEP);
  const spare = request.clone();
  const response = await fetch(request).catch(() => null);
  if (response === null || AWAY.has(response.status)) {
    if (response !== null) connection.set({ unavailable: true });
    return keep(spare);
  }
  return response;
}
