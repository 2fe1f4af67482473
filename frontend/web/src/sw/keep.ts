/** Answers reads from the service, and from this device when the service cannot be reached, saying since when they are known. */
import { Strategy, type StrategyHandler } from 'workbox-strategies';
import { seal, unseal } from '../lib/seal';

/** Deleted at sign-out by its prefix; see forgetPerson in lib/account.ts. */
export const DATA_CACHE = 'serenity-data-2';
const STORED_AT = 'x-stored-at';
const MOST_ENTRIES = 150;
const IV_BYTES = 12;
const PATIENCE_MS = 8000;
const away = new Set([502, 503, 504]);

/** What pages need to be readable without a line; replay reads and exports are not kept. */
const readable = /^\/v1\/(session|me|today|days\/[\d-]+|entries|goals|goal-progress|goal-presets|metrics|series|notifications|notification-preferences)$/;

export function isKept({ url, request }: { url: URL; request: Request }): boolean {
  return request.method === 'GET' && readable.test(url.pathname) && !url.searchParams.has('after');
}

/** The answer with its time, its words sealed; the first bytes of the body are the seal's own. */
async function toKeep(response: Response): Promise<Response> {
  const { iv, data } = await seal(await response.arrayBuffer());
  const headers = new Headers({ 'content-type': response.headers.get('content-type') ?? '', [STORED_AT]: new Date().toISOString() });
  return new Response(new Blob([iv, data]), { headers });
}

async function asKept(kept: Response): Promise<Response | null> {
  const sealed = await kept.arrayBuffer();
  const plain = await unseal({ iv: new Uint8Array(sealed, 0, IV_BYTES), data: sealed.slice(IV_BYTES) });
  return plain === null ? null : new Response(plain, { headers: kept.headers });
}

async function dropOldest(cacheName: string): Promise<void> {
  const cache = await caches.open(cacheName);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_ENTRIES)).map((key) => cache.delete(key)));
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new TypeError('the service took too long')), PATIENCE_MS);
  });
}

class FreshOrKept extends Strategy {
  protected override async _handle(request: Request, handler: StrategyHandler): Promise<Response> {
    try {
      const response = await Promise.race([handler.fetchAndCachePut(request), late()]);
      return away.has(response.status) ? ((await handler.cacheMatch(request)) ?? response) : response;
    } catch (error) {
      const kept = await handler.cacheMatch(request);
      if (kept === undefined) throw error;
      return kept;
    }
  }
}

export function freshOrKept(): Strategy {
  return new FreshOrKept({
    cacheName: DATA_CACHE,
    matchOptions: { ignoreVary: true },
    plugins: [
      {
        cacheWillUpdate: async ({ response }) => (response.status === 200 ? toKeep(response).catch(() => null) : null),
        cachedResponseWillBeUsed: async ({ cachedResponse }) => (cachedResponse === undefined ? null : asKept(cachedResponse)),
        cacheDidUpdate: async ({ cacheName }) => dropOldest(cacheName),
      },
    ],
  });
}
