/** Proves that a write nobody could take is kept, said to be kept, and sent once under the same key. */
import { afterEach, describe, expect, it } from 'vitest';
import { api } from '../../src/lib/api';
import { connection } from '../../src/lib/connection';
import { flushOutbox } from '../../src/lib/flush';
import { KeptForLater, keepable, keptBehind, outbox } from '../../src/lib/keep';
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

  it('sets aside what is refused later, with every word of it', async () => {
    const line = { isDown: true };
    const overlaps = [{ id: 'n1' }];
    plug(createFakeApi(undefined, { 'POST /v1/entries': () => problem(409, 'overlapping-sleep', { overlaps }) }), line);
    await expect(write()).rejects.toBeInstanceOf(KeptForLater);
    line.isDown = false;
    const [refused] = await flushOutbox();
    expect(refused).toMatchObject({ body, refusal: { status: 409, body: { overlaps } } });
    expect(await outbox.all()).toEqual([refused]);
    expect(connection.get()).toMatchObject({ pending: 0, refused: 1 });
    expect(await flushOutbox()).toEqual([]);
  });

  it.each([
    [500, 'internal'],
    [401, 'unauthorized'],
    [403, 'csrf'],
    [429, 'too-many'],
  ])('waits on after a %s, which says nothing about what was typed', async (status, kind) => {
    const line = { isDown: true };
    plug(createFakeApi(undefined, { 'POST /v1/entries': () => problem(status, kind) }), line);
    await expect(write()).rejects.toBeInstanceOf(KeptForLater);
    line.isDown = false;
    expect(await flushOutbox()).toEqual([]);
    expect(await outbox.pending()).toHaveLength(1);
  });

  it('takes what is gone already as deleted', async () => {
    const line = { isDown: true };
    plug(createFakeApi(undefined, { 'DELETE /v1/entries/n1': () => problem(404, 'not-found') }), line);
    await expect(api.DELETE('/v1/entries/{entry_id}', { params: { path: { entry_id: 'n1' } }, headers: keepable })).rejects.toBeInstanceOf(KeptForLater);
    line.isDown = false;
    expect(await flushOutbox()).toEqual([]);
    expect(await outbox.all()).toEqual([]);
  });

  it('lets a write wait behind the one it depends on, though the line is back', async () => {
    const fake = createFakeApi();
    plug(fake);
    const restore = api.POST('/v1/entries/{entry_id}/restore', { params: { path: { entry_id: 'n1' } }, headers: keptBehind });
    await expect(restore).rejects.toBeInstanceOf(KeptForLater);
    expect(fake.calls).toEqual([]);
    expect(await outbox.pending()).toHaveLength(1);
  });

  it('lets a write that may be lost fail as usual', async () => {
    plug(createFakeApi(), { isDown: true });
    await expect(api.POST('/v1/entries', { body })).rejects.toBeInstanceOf(TypeError);
    expect(await outbox.pending()).toEqual([]);
  });
});
