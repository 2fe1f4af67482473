/** Registers the service worker under our Trusted Types policy and offers a new version when one waits. */
import { toast } from '../ui/toasts';
import { i18n } from './i18n';
import { queryClient } from './queryClient';

const SCRIPT = '/sw.js';
const CHECK_MS = 60 * 60_000;

type Policy = { createScriptURL: (address: string) => string };
type PolicyFactory = { createPolicy: (name: string, rules: Policy) => Policy };

/** The client's only policy: it admits the worker's own address and nothing else. */
function trusted(address: string): string {
  const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return address;
  const policy = factory.createPolicy('serenity', {
    createScriptURL: (wanted) => {
      if (wanted === SCRIPT) return wanted;
      throw new TypeError(`${wanted} is not a script of ours`);
    },
  });
  return policy.createScriptURL(address);
}

function offerUpdate(waiting: ServiceWorker): void {
  toast(i18n.t('common.update.ready'), { tone: 'calm', action: { label: i18n.t('common.update.reload'), run: () => waiting.postMessage('take-over') } });
}

/** A browser told to refuse workers may answer with nothing instead of an error. */
function watch(registration: ServiceWorkerRegistration | undefined): void {
  if (registration === undefined) return;
  const { waiting } = registration;
  if (waiting !== null && navigator.serviceWorker.controller !== null) offerUpdate(waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) offerUpdate(worker);
    });
  });
  window.setInterval(() => void registration.update().catch(() => null), CHECK_MS);
}

export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  const wasControlled = navigator.serviceWorker.controller !== null;
  // The first worker takes charge and sees every read once, to keep it; a later one brings new code, with which the page starts anew.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Signing out removes the worker as well: no new code then, and nothing to start anew for.
    if (navigator.serviceWorker.controller === null) return;
    if (wasControlled) location.reload();
    else void queryClient.invalidateQueries();
  });
  // Installing downloads every page: it waits until the first one is there.
  const register = () => void navigator.serviceWorker.register(trusted(SCRIPT), { scope: '/' }).then(watch, () => null);
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}
