/** Every address of the web client; each page is its own chunk. A page module exports its component as `Component`. */
import { createBrowserRouter, type RouteObject } from 'react-router';
import { Shell } from './Shell';
import { DoorFrame } from './DoorFrame';
import { RootLayout } from './RootLayout';
import { Splash } from './Splash';
import { NotFoundPage, RouteError } from './RouteError';
import { requireNewcomer, requirePerson, requireStranger } from './loaders';

const pages: RouteObject[] = [
  { index: true, lazy: () => import('../features/today/TodayPage') },
  { path: 'goals', lazy: () => import('../features/goals/GoalsPage') },
  { path: 'log', lazy: () => import('../features/log/LogPage') },
  { path: 'trends', lazy: () => import('../features/trends/TrendsPage') },
  { path: 'inbox', lazy: () => import('../features/inbox/InboxPage') },
  { path: 'settings', lazy: () => import('../features/settings/SettingsPage') },
];

const doors: RouteObject[] = [
  { path: 'sign-in', lazy: () => import('../features/auth/SignInPage') },
  { path: 'sign-up', lazy: () => import('../features/auth/SignUpPage') },
  { path: 'confirm', lazy: () => import('../features/auth/ConfirmPage') },
  { path: 'forgot', lazy: () => import('../features/auth/ForgotPage') },
];

export const routes: RouteObject[] = [
  {
    element: <RootLayout />,
    errorElement: <RouteError />,
    hydrateFallbackElement: <Splash />,
    children: [
      {
        element: <Shell />,
        loader: requirePerson,
        children: [{ errorElement: <RouteError inside />, children: pages }],
      },
      { path: 'welcome', loader: requireNewcomer, lazy: () => import('../features/welcome/WelcomePage') },
      { element: <DoorFrame />, children: [{ loader: requireStranger, errorElement: <RouteError inside />, children: doors }] },
      { element: <DoorFrame />, children: [{ path: 'auth/failed', lazy: () => import('../features/auth/FailedPage') }] },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter(routes);
}
