/** What surrounds every page: language for React Aria's own words, client-side links, notices. */
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { I18nProvider, RouterProvider as AriaRouterProvider } from 'react-aria-components';
import { Outlet, ScrollRestoration, useHref, useNavigate } from 'react-router';
import { useFormat } from '../lib/account';
import { toastQueue } from '../ui/toasts';

const loadRegion = async () => ({ default: (await import('../ui/ToastRegion')).ToastRegion });
const ToastRegion = lazy(loadRegion);
const followToasts = (listener: () => void) => toastQueue.subscribe(listener);
const hasToasts = () => toastQueue.visibleToasts.length > 0;

/** Shown with the first notice, but fetched once the page stands: the first may be that the line has gone. */
function Notices() {
  useEffect(() => void loadRegion().catch(() => null), []);
  const isNeeded = useSyncExternalStore(followToasts, hasToasts);
  return <Suspense fallback={null}>{isNeeded && <ToastRegion />}</Suspense>;
}

export function RootLayout() {
  const navigate = useNavigate();
  const { locale } = useFormat();
  return (
    <I18nProvider locale={locale}>
      {/* oxlint-disable-next-line react/hooks -- React Aria asks for the router's hook itself, to resolve its links. */}
      <AriaRouterProvider navigate={(to) => void navigate(to)} useHref={useHref}>
        <Outlet />
        <ScrollRestoration />
        <Notices />
      </AriaRouterProvider>
    </I18nProvider>
  );
}
