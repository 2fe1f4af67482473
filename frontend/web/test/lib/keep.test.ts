/** Proves that a write nobody could take is kept, said to be kept, and sent once under the same key. */
import { afterEach, describe, expect, it } from 'vitest';
import { api } from '../../src/lib/api';
import { connection } from '../../src/lib/connection';
import { flushOutbox } from '../../src/lib/flush';
import { KeptForLater, keepable, outbox } from '../../src/lib/keep';
import { createFakeApi } from '../support/fake-api';
import { plug } from '../support/render';
import { made, problem } from '../support/types';

const body = { kind: 'water', at: '2026-11-22T08:00:00Z', volume_ml: 250 } as const;
const write = () => api.POST('/v1/entries', { body, headers: keepable });

afterEach(() => outbox.clear());

describe('keeping writes', () => {
  it('keeps a write while the line is down and sends it once afterwards', async () => {
    const keys: (string | null)[] = [];
    const line = { isDown: true };
    plug(
      createFakeApi(undefined, {
        'POST /v1/entries': ({ headers, body: received }) => {
          keys.push(headers.get('idempotency-key'));
          expect(received).toEqual(body);
          return made({});
        },
      }),
      line,
    );
    const error = await write().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(KeptForLater);
    expect(connection.get().pending).toBe(1);
    line.isDown = false;
    await flushOutbox();
    await flushOutbox();
    expect(keys).toEqual([(error as KeptForLater).id]);
    expect(connection.get().pending).toBe(0);
  });

  it('keeps a write while the service is away', async () => {
    plug(createFakeApi(undefined, { 'POST /v1/entries': () => problem(503, 'unavailable', {}, { 'retry-after': '2' }) }));
    await expect(write()).rejects.toBeInstanceOf(KeptForLater);
    await flushOutbox();
    expect(await outbox.pending()).toHaveLength(1);
    expect(connection.get().unavailable).toBe(true);
  });

  it('does not keep what the service refuses', async () => {
    plug(createFakeApi(undefined, { 'POST /v1/entries': () => problem(422, 'validation') }));
    await expect(write()).rejects.toMatchObject({ kind: 'validation' });
    expect(await outbox.pending()).toEqual([]);
  });

  it('sets aside a kept write that is refused later', async () => {
    const line = { isDown: true };
    plug(createFakeApi(undefined, { 'POST /v1/entries': () => problem(409, 'overlapping-sleep') }), line);
    await expect(write()).rejects.toBeInstanceOf(KeptForLater);
    line.isDown = false;
    await flushOutbox();
    expect(await outbox.pending()).toEqual([]);
  });

  it('lets a write that may be lost fail as usual', async () => {
    plug(createFakeApi(), { isDown: true });
    await expect(api.POST('/v1/entries', { body })).rejects.toBeInstanceOf(TypeError);
    expect(await outbox.pending()).toEqual([]);
  });
});
