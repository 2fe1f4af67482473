/** What surrounds every page: language for React Aria's own words, client-side links, notices. */
import { I18nProvider, RouterProvider as AriaRouterProvider } from 'react-aria-components';
import { Outlet, ScrollRestoration, useHref, useNavigate } from 'react-router';
import { useFormat } from '../lib/account';
import { ToastRegion } from '../ui/ToastRegion';

export function RootLayout() {
  const navigate = useNavigate();
  const { locale } = useFormat();
  return (
    <I18nProvider locale={locale}>
      {/* oxlint-disable-next-line react/hooks -- React Aria asks for the router's hook itself, to resolve its links. */}
      <AriaRouterProvider navigate={(to) => void navigate(to)} useHref={useHref}>
        <Outlet />
        <ScrollRestoration />
        <ToastRegion />
      </AriaRouterProvider>
    </I18nProvider>
  );
}
