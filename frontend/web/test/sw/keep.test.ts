// @vitest-environment node
/** Proves that reads fall back on what this device last saw, sealed and dated, and only while somebody is signed in. */
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { becomeWorker, readThrough } from '../support/worker';
import { makeKey, throwKeyAway } from '../../src/lib/seal';
import { DATA_CACHE, freshOrKept } from '../../src/sw/keep';

const PATH = '/v1/today';
let answer: () => Promise<Response>;
const says = (water: number) => async () => Response.json({ water });
const isAway = async () => Response.json({}, { status: 503 });
const isDown = () => Promise.reject(new TypeError('Failed to fetch'));

beforeEach(async () => {
  becomeWorker();
  await throwKeyAway();
  await makeKey();
  answer = says(250);
  vi.stubGlobal('fetch', () => answer());
});

const read = (path = PATH) => readThrough(freshOrKept(), path);

describe('reads', () => {
  it('come from the service while it answers, and carry no date', async () => {
    await read();
    answer = says(500);
    const response = await read();
    expect(await response.json()).toEqual({ water: 500 });
    expect(response.headers.get('x-stored-at')).toBeNull();
  });

  it.each([
    ['without a line', isDown],
    ['while the service is away', isAway],
  ])('come from this device %s, with the time they were known', async (_when, fault) => {
    const before = new Date().toISOString();
    await read();
    answer = fault;
    const response = await read();
    expect(await response.json()).toEqual({ water: 250 });
    expect(response.headers.get('x-stored-at')?.localeCompare(before)).toBeGreaterThanOrEqual(0);
  });

  it('come from this device when the service takes too long', async () => {
    await read();
    answer = () => new Promise(() => undefined);
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const late = readThrough(freshOrKept(), PATH);
    await vi.advanceTimersByTimeAsync(8000);
    vi.useRealTimers();
    expect(await (await late).json()).toEqual({ water: 250 });
  });

  it('fail as they do when nothing is known', async () => {
    answer = isDown;
    await expect(read()).rejects.toThrow('Failed to fetch');
    answer = isAway;
    expect((await read()).status).toBe(503);
  });

  it('that failed are not kept', async () => {
    answer = async () => Response.json({}, { status: 404 });
    await read();
    answer = isDown;
    await expect(read()).rejects.toThrow();
  });
});

describe('what is kept', () => {
  it('shows nothing to whoever looks into the cache', async () => {
    await read();
    const cache = await caches.open(DATA_CACHE);
    const kept = await cache.match(new Request(`http://localhost${PATH}`));
    expect(await kept?.text()).not.toContain('water');
  });

  it('cannot be read after a sign-out, and nothing new is kept then', async () => {
    await read();
    await throwKeyAway();
    answer = isDown;
    await expect(read()).rejects.toThrow();
    answer = says(1);
    await read('/v1/goals');
    await makeKey();
    answer = isDown;
    await expect(read('/v1/goals')).rejects.toThrow();
  });

  it('is no more than 150 answers, of which the oldest go', async () => {
    for (let day = 0; day < 152; day += 1) await read(`/v1/days/${day}`);
    const cache = await caches.open(DATA_CACHE);
    const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    expect(kept).toHaveLength(150);
    expect(kept).not.toContain('/v1/days/1');
    expect(kept).toContain('/v1/days/151');
  });
});
