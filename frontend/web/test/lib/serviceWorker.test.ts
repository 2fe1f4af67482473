/** Proves that the worker is registered under our policy alone, and that new code comes only when the person agrees. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { queryClient } from '../../src/lib/queryClient';
import { registerServiceWorker } from '../../src/lib/serviceWorker';
import { toastQueue } from '../../src/ui/toasts';

class FakeWorker extends EventTarget {
  state = 'installing';
  readonly said: unknown[] = [];
  postMessage(message: unknown): void {
    this.said.push(message);
  }
  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class FakeRegistration extends EventTarget {
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  update = async () => undefined;
  find(worker: FakeWorker): void {
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
  }
}

class FakeContainer extends EventTarget {
  controller: object | null = null;
  readonly registration = new FakeRegistration();
  readonly addresses: unknown[] = [];
  register = async (address: unknown) => {
    this.addresses.push(address);
    return this.registration;
  };
  take(controller: object | null): void {
    this.controller = controller;
    this.dispatchEvent(new Event('controllerchange'));
  }
}

let container: FakeContainer;
const offers = () => toastQueue.visibleToasts.map(({ content }) => content);
const settled = () => new Promise((resolve) => setTimeout(resolve));

async function start(change: Partial<FakeContainer> = {}): Promise<void> {
  Object.assign(container, change);
  registerServiceWorker();
  await settled();
}

beforeEach(() => {
  container = new FakeContainer();
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as Navigator, {}));
  Object.defineProperty(navigator, 'serviceWorker', { value: container, configurable: true });
  toastQueue.clear();
});
afterEach(() => vi.unstubAllGlobals());

describe('the service worker', () => {
  it('is registered under a policy that admits its address and no other', async () => {
    const rules: { createScriptURL: (address: string) => string }[] = [];
    const createPolicy = (_name: string, rule: (typeof rules)[number]) => {
      rules.push(rule);
      return { createScriptURL: (address: string) => `trusted ${rule.createScriptURL(address)}` };
    };
    vi.stubGlobal('trustedTypes', { createPolicy });
    await start();
    expect(container.addresses).toEqual(['trusted /sw.js']);
    expect(() => rules[0]?.createScriptURL('/elsewhere.js')).toThrow('not a script of ours');
  });

  it('offers a new version and lets it take over when the person agrees', async () => {
    await start({ controller: {} });
    const worker = new FakeWorker();
    container.registration.find(worker);
    worker.become('installed');
    expect(worker.said).toEqual([]);
    expect(offers()).toHaveLength(1);
    offers()[0]?.action?.run();
    expect(worker.said).toEqual(['take-over']);
  });

  it('offers a version that has waited since the last visit', async () => {
    container.registration.waiting = new FakeWorker();
    await start({ controller: {} });
    expect(offers()).toHaveLength(1);
  });

  it('offers nothing when the first worker has installed', async () => {
    await start();
    const worker = new FakeWorker();
    container.registration.find(worker);
    worker.become('installed');
    expect(offers()).toEqual([]);
  });

  it('reads anew, to keep what is shown, when the first worker takes charge', async () => {
    const read = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
    await start();
    container.take({});
    expect(read).toHaveBeenCalledOnce();
    container.take(null);
    expect(read).toHaveBeenCalledOnce();
    read.mockRestore();
  });
});
