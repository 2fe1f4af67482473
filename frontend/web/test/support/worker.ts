/** What a service worker has and Node lacks: events that wait, and a cache that keeps answers in memory. */
import { vi } from 'vitest';

// Workbox asks for these while it is loaded: import this file before the worker's.
vi.stubGlobal('self', globalThis);
vi.stubGlobal('location', new URL('http://localhost/'));
vi.stubGlobal('__WB_DISABLE_DEV_LOGS', true);

class WaitingEvent extends Event {
  readonly waits: Promise<unknown>[] = [];
  waitUntil(wait: Promise<unknown>): void {
    this.waits.push(wait);
  }
}

class ReadEvent extends WaitingEvent {
  constructor(readonly request: Request) {
    super('fetch');
  }
}

class MemoryCache {
  private readonly kept = new Map<string, Response>();
  match = async (request: Request) => this.kept.get(request.url)?.clone();
  put = async (request: Request, response: Response) => {
    this.kept.delete(request.url);
    this.kept.set(request.url, response);
  };
  delete = async (request: Request) => this.kept.delete(request.url);
  keys = async () => [...this.kept.keys()].map((url) => new Request(url));
}

class MemoryCaches {
  private readonly named = new Map<string, MemoryCache>();
  open = async (name: string) => {
    const cache = this.named.get(name) ?? new MemoryCache();
    this.named.set(name, cache);
    return cache;
  };
  match = async (request: Request, { cacheName = '' } = {}) => (await this.open(cacheName)).match(request);
  delete = async (name: string) => this.named.delete(name);
}

/** Call before the first read: gives the page's global scope what a worker's has. */
export function becomeWorker(): void {
  vi.stubGlobal('ExtendableEvent', WaitingEvent);
  vi.stubGlobal('FetchEvent', ReadEvent);
  vi.stubGlobal('caches', new MemoryCaches());
}

type Handler = { handleAll: (options: { request: Request; event: never }) => [Promise<Response>, Promise<void>] };

/** Reads through a strategy as the worker would, and waits until what is kept is kept. */
export async function readThrough(strategy: Handler, path: string): Promise<Response> {
  const request = new Request(new URL(path, 'http://localhost'));
  const [response, done] = strategy.handleAll({ request, event: new ReadEvent(request) as never });
  const answer = await response;
  await done.catch(() => undefined);
  return answer;
}
