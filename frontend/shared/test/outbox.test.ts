/** Proves that a kept write leaves once, in order, and that a refused one does not block the rest. */
import { describe, expect, it, vi } from 'vitest';
import { createOutbox, memoryStore, type PendingWrite, type Send } from '../src';

const write = (n: number): PendingWrite => ({ id: `w${n}`, method: 'POST', path: '/v1/entries', body: { n }, headers: {}, createdAt: `2026-11-22T0${n}:00:00.000Z` });

describe('outbox', () => {
  it('keeps what could not be sent and sends it in order when the way is clear', async () => {
    const sent: string[] = [];
    let isAway = true;
    const send: Send = async ({ id }) => {
      if (isAway) return { kind: 'later', afterSeconds: 3 };
      sent.push(id);
      return { kind: 'done' };
    };
    const outbox = createOutbox(memoryStore(), send);
    await outbox.keep(write(2));
    await outbox.keep(write(1));
    expect(await outbox.flush()).toEqual({ sent: 0, refused: [], left: 2, afterSeconds: 3 });
    isAway = false;
    expect(await outbox.flush()).toMatchObject({ sent: 2, left: 0 });
    expect(sent).toEqual(['w1', 'w2']);
    expect(await outbox.pending()).toEqual([]);
  });

  it('sends what was kept within one millisecond in the order it was kept', async () => {
    const sent: string[] = [];
    const outbox = createOutbox(memoryStore(), async ({ id }) => {
      sent.push(id);
      return { kind: 'done' };
    });
    const ids = ['z', 'm', 'a'];
    for (const id of ids) await outbox.keep({ ...write(1), id });
    await outbox.flush();
    expect(sent).toEqual(ids);
  });

  it('runs one flush at a time', async () => {
    const send = vi.fn<Send>(async () => ({ kind: 'done' }));
    const outbox = createOutbox(memoryStore(), send);
    await outbox.keep(write(1));
    await Promise.all([outbox.flush(), outbox.flush()]);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('sets aside a write at which the service breaks five times, so that it holds back no other', async () => {
    const refusal = { status: 500, body: {} };
    const send = vi.fn<Send>(async ({ id }) => (id === 'w1' ? { kind: 'failed', afterSeconds: null, refusal } : { kind: 'done' }));
    const outbox = createOutbox(memoryStore(), send);
    await outbox.keep(write(1));
    await outbox.keep(write(2));
    for (let time = 1; time < 5; time += 1) expect(await outbox.flush()).toMatchObject({ sent: 0, refused: [], left: 2 });
    expect(await outbox.flush()).toMatchObject({ sent: 1, refused: [{ id: 'w1', body: { n: 1 }, refusal }], left: 0 });
  });

  it('sets a refused write aside, goes on, and never sends it again by itself', async () => {
    const refusal = { status: 409, body: { type: '/problems/overlapping-sleep' } };
    const send = vi.fn<Send>(async ({ id }) => (id === 'w1' ? { kind: 'refused', refusal } : { kind: 'done' }));
    const outbox = createOutbox(memoryStore(), send);
    await outbox.keep(write(1));
    await outbox.keep(write(2));
    expect(await outbox.flush()).toEqual({ sent: 1, refused: [{ ...write(1), refusal }], left: 0, afterSeconds: null });
    expect(await outbox.flush()).toMatchObject({ sent: 0, refused: [] });
    expect(send).toHaveBeenCalledTimes(2);
    expect(await outbox.pending()).toEqual([]);
    expect(await outbox.all()).toEqual([{ ...write(1), refusal }]);
    await outbox.forget('w1');
    expect(await outbox.all()).toEqual([]);
  });

  it('says that a refused write without words of its own is refused, and lets it go', async () => {
    const outbox = createOutbox(memoryStore(), async () => ({ kind: 'refused', refusal: { status: 404, body: {} } }));
    await outbox.keep({ ...write(1), method: 'DELETE', body: null });
    expect((await outbox.flush()).refused.map(({ id }) => id)).toEqual(['w1']);
    expect(await outbox.all()).toEqual([]);
  });

  it('does not send what was dropped while an earlier one was on its way', async () => {
    const sent: string[] = [];
    const outbox = createOutbox(memoryStore(), async ({ id }) => {
      sent.push(id);
      await outbox.forget('w2');
      return { kind: 'done' };
    });
    for (const n of [1, 2, 3]) await outbox.keep(write(n));
    expect(await outbox.flush()).toMatchObject({ sent: 2 });
    expect(sent).toEqual(['w1', 'w3']);
  });

  it.each(['refused', 'failed'] as const)('leaves dropped what is dropped while it is on its way and then %s', async (kind) => {
    const outbox = createOutbox(memoryStore(), async ({ id }) => {
      await outbox.forget(id);
      return { kind, afterSeconds: null, refusal: { status: 500, body: {} } };
    });
    await outbox.keep(write(1));
    await outbox.flush();
    expect(await outbox.all()).toEqual([]);
  });

  it('tells its followers, and forgets on request', async () => {
    const seen: number[] = [];
    const outbox = createOutbox(memoryStore(), async () => ({ kind: 'done' }));
    const leave = outbox.subscribe((pending) => seen.push(pending.length));
    await outbox.keep(write(1));
    await outbox.keep(write(2));
    await outbox.forget('w1');
    await outbox.clear();
    leave();
    await outbox.keep(write(1));
    expect(seen).toEqual([1, 2, 1, 0]);
  });
});
