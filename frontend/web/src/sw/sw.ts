/** The service worker: the shell opens without a line, and reads fall back on what this device last saw. */
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { freshOrKept, isKept } from './keep';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

/** Addresses of the origin that are not pages of the web client. */
const notOurs = [/^\/v1\//, /^\/ws/, /^\/oauth2\//, /^\/login/, /^\/logout/, /^\/_local\//, /^\/media\//];

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: notOurs }));
registerRoute(isKept, freshOrKept());
clientsClaim();

/** A new version waits until the person agrees, so that nothing changes under their hands. */
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});
