// @vitest-environment node
/** Proves that what is kept can be read by whoever is signed in, and by nobody once the key is thrown away. */
import 'fake-indexeddb/auto';
import { createStore, get } from 'idb-keyval';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeKey, seal, throwKeyAway, unseal } from '../../src/lib/seal';

const WORDS = 'slept badly, dreamt well';
const bytes = () => new TextEncoder().encode(WORDS);
const text = (plain: ArrayBuffer | null) => (plain === null ? null : new TextDecoder().decode(plain));

beforeEach(throwKeyAway);

describe('the seal', () => {
  it('opens again what it closed, and shows nothing of it', async () => {
    await makeKey();
    const sealed = await seal(bytes());
    expect(new TextDecoder().decode(sealed.data)).not.toContain('slept');
    expect(text(await unseal(sealed))).toBe(WORDS);
  });

  it('closes the same words differently each time', async () => {
    await makeKey();
    const [one, other] = [await seal(bytes()), await seal(bytes())];
    expect(new Uint8Array(one.data)).not.toEqual(new Uint8Array(other.data));
  });

  it('keeps nothing while nobody is signed in', async () => {
    await expect(seal(bytes())).rejects.toThrow('nobody is signed in');
  });

  it('opens nothing once its key is thrown away, not even for the next person', async () => {
    await makeKey();
    const sealed = await seal(bytes());
    await throwKeyAway();
    expect(await unseal(sealed)).toBeNull();
    await makeKey();
    expect(await unseal(sealed)).toBeNull();
  });

  it('refuses what was tampered with', async () => {
    await makeKey();
    const sealed = await seal(bytes());
    const data = new Uint8Array(sealed.data.slice(0));
    data[0] = (data[0] ?? 0) ^ 1;
    expect(await unseal({ ...sealed, data: data.buffer })).toBeNull();
  });

  it('has one key for tabs that begin at once, which no script can read out', async () => {
    await Promise.all([makeKey(), makeKey()]);
    const sealed = await seal(bytes());
    await makeKey();
    expect(text(await unseal(sealed))).toBe(WORDS);
    const key = await get<CryptoKey>('key', createStore('serenity-seal', 'keys'));
    expect(key?.extractable).toBe(false);
  });
});
