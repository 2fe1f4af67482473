/** Starts the web client. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { I18nextProvider } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/global.css';
import { createRouter } from './app/router';
import { i18n } from './lib/i18n';
import { neverRevive } from './lib/page';
import { queryClient } from './lib/queryClient';
import { registerServiceWorker } from './lib/serviceWorker';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
neverRevive();
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={createRouter()} />
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
);
if (import.meta.env.PROD) registerServiceWorker();
