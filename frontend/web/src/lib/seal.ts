/** Seals what this device keeps about the person, under a key that no script can read out and that is thrown away at sign-out. */
import { clear, createStore, get, update } from 'idb-keyval';

export type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };

const AES = { name: 'AES-GCM', length: 256 } as const;
const KEY = 'key';
const table = () => createStore('serenity-seal', 'keys');

/** Read each time: another tab may have thrown it away. */
async function currentKey(): Promise<CryptoKey> {
  const key = await get<CryptoKey>(KEY, table());
  if (key === undefined) throw new Error('nobody is signed in on this device');
  return key;
}

/** Called when somebody is signed in; until then, and after they left, nothing can be kept. */
export async function makeKey(): Promise<void> {
  if ((await get<CryptoKey>(KEY, table())) !== undefined) return;
  const made = await crypto.subtle.generateKey(AES, false, ['encrypt', 'decrypt']);
  // Of two tabs that begin at once, the first one's key is everybody's.
  await update<CryptoKey>(KEY, (first) => first ?? made, table());
}

/** Fails when there is no key: what arrives after a sign-out is not kept. */
export async function seal(plain: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: AES.name, iv }, await currentKey(), plain) };
}

/** What was sealed, or null when its key is gone. */
export async function unseal({ iv, data }: Sealed): Promise<ArrayBuffer | null> {
  try {
    return await crypto.subtle.decrypt({ name: AES.name, iv }, await currentKey(), data);
  } catch {
    return null;
  }
}

/** From here on nothing that was sealed can be read again. */
export async function throwKeyAway(): Promise<void> {
  await clear(table());
}
