/** Proves what the client adds to a write and how it reports what was refused. */
import { describe, expect, it, vi } from 'vitest';
import { ApiProblem, createApi, fieldOf, readRetryAfter } from '../src';

type Paths = {
  '/v1/things': {
    get: { responses: { 200: { content: { 'application/json': { ok: boolean } } } } };
    post: { requestBody: { content: { 'application/json': { n: number } } }; responses: { 201: { content: { 'application/json': { ok: boolean } } } } };
  };
};

function clientAnswering(response: () => Response) {
  const requests: Request[] = [];
  const onProblem = vi.fn();
  const api = createApi<Paths>({
    baseUrl: 'http://localhost',
    csrfToken: () => 'token',
    newId: () => 'key-1',
    onProblem,
    fetch: async (request) => {
      requests.push(request);
      return response();
    },
  });
  return { api, requests, onProblem };
}

const BROKEN = new TypeError('broken line');

/** A client whose calls are answered in turn, or fail; `keys` are those it sent. */
function clientOnALine(answers: (number | Error)[]) {
  const keys: (string | null)[] = [];
  let made = 0;
  const api = createApi<Paths>({
    baseUrl: 'http://localhost',
    csrfToken: () => null,
    newId: () => `key-${(made += 1)}`,
    fetch: async (request) => {
      keys.push(request.headers.get('idempotency-key'));
      const answer = answers.shift() ?? BROKEN;
      if (typeof answer !== 'number') throw answer;
      return Response.json({ ok: true }, { status: answer });
    },
  });
  return { api, keys };
}

const ok = () => Response.json({ ok: true });

describe('client', () => {
  it('gives a write its CSRF token and idempotency key, and a read neither', async () => {
    const { api, requests } = clientAnswering(ok);
    await api.POST('/v1/things', { body: { n: 1 } });
    await api.GET('/v1/things');
    expect(requests[0]?.headers.get('x-csrf-token')).toBe('token');
    expect(requests[0]?.headers.get('idempotency-key')).toBe('key-1');
    expect(requests[1]?.headers.get('x-csrf-token')).toBeNull();
    expect(requests[1]?.headers.get('idempotency-key')).toBeNull();
  });

  it('keeps an idempotency key that the caller chose', async () => {
    const { api, requests } = clientAnswering(ok);
    await api.POST('/v1/things', { body: { n: 1 }, headers: { 'Idempotency-Key': 'mine' } });
    expect(requests[0]?.headers.get('idempotency-key')).toBe('mine');
  });

  it('sends a call that got no answer again under its key, and anything else under a new one', async () => {
    const { api, keys } = clientOnALine([BROKEN, 503, 409, 200, 200, 200]);
    const send = (n: number) => api.POST('/v1/things', { body: { n } }).catch(() => null);
    await send(1);
    await send(1);
    await send(2);
    await send(1);
    await send(1);
    await send(1);
    expect(keys).toEqual(['key-1', 'key-1', 'key-2', 'key-1', 'key-3', 'key-4']);
  });

  it('takes the same change to a newer record for another call', async () => {
    const { api, keys } = clientOnALine([BROKEN, 200, 200]);
    const pause = (n: number, version: string) => api.POST('/v1/things', { body: { n }, headers: { 'If-Match': version } }).catch(() => null);
    await pause(1, '"1"');
    await pause(2, '"2"');
    await pause(1, '"3"');
    expect(keys).toEqual(['key-1', 'key-2', 'key-3']);
  });

  it('does not tie a write that was kept for later to the next one like it', async () => {
    const { api, keys } = clientOnALine([new Error('kept on this device'), new Error('kept on this device')]);
    await api.POST('/v1/things', { body: { n: 1 } }).catch(() => null);
    await api.POST('/v1/things', { body: { n: 1 } }).catch(() => null);
    expect(keys).toEqual(['key-1', 'key-2']);
  });

  it('throws a typed problem with the fields at fault', async () => {
    const body = { type: '/problems/validation', title: 'Unprocessable', status: 422, detail: 'Not valid.', errors: [{ in: 'body', pointer: '/target/low', code: 'greater_than', detail: 'more' }] };
    const { api, onProblem } = clientAnswering(() => new Response(JSON.stringify(body), { status: 422, headers: { 'content-type': 'application/problem+json' } }));
    const error = await api.POST('/v1/things', { body: { n: 1 } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ kind: 'validation', status: 422, isTransient: false });
    expect((error as ApiProblem).faults.map((fault) => fieldOf(fault.pointer))).toEqual(['target.low']);
    expect(onProblem).toHaveBeenCalledOnce();
  });

  it('understands a service that is away, even without a problem document', async () => {
    const { api } = clientAnswering(() => new Response('busy', { status: 503, headers: { 'retry-after': '7' } }));
    await expect(api.GET('/v1/things')).rejects.toMatchObject({ isTransient: true, retryAfterSeconds: 7, kind: 'unknown' });
  });

  it('reads Retry-After as seconds or as a date', () => {
    const now = Date.parse('2026-11-22T12:00:00Z');
    expect(readRetryAfter('12', now)).toBe(12);
    expect(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30);
    expect(readRetryAfter('soon', now)).toBeNull();
    expect(readRetryAfter(null, now)).toBeNull();
  });
});
