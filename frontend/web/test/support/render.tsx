/** Opens the web client at an address, with its real routes, against a stand-in API. */
import { StrictMode } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { I18nextProvider } from 'react-i18next';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';
import type { Language } from '@serenity/shared';
import { routes } from '../../src/app/router';
import { i18n, speak } from '../../src/lib/i18n';
import { queryClient } from '../../src/lib/queryClient';
import { toastQueue } from '../../src/ui/toasts';
import type { FakeApi } from './fake-api';

/** Every request of the page goes to the stand-in; `fail` makes the line drop. */
export function plug(api: FakeApi, line: { isDown: boolean } = { isDown: false }): void {
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    if (line.isDown) throw new TypeError('Failed to fetch');
    return api.handle(new Request(typeof input === 'string' ? new URL(input, location.origin) : input, init));
  });
}

/** The live line has its own tests; elsewhere it stays silent. */
class SilentSocket extends EventTarget {
  readyState = 0;
  close(): void {
    this.readyState = 3;
  }
}

export async function open(path: string, api: FakeApi, language: Language = 'en') {
  plug(api);
  vi.stubGlobal('WebSocket', SilentSocket);
  queryClient.clear();
  toastQueue.clear();
  await speak(language);
  const router = createMemoryRouter(routes, { initialEntries: [path] });
  const view = render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nextProvider>
    </StrictMode>,
  );
  return { ...view, router, user: userEvent.setup({ delay: null }) };
}

/** The bodies of the calls made to one route, in order. */
export function bodiesOf(api: FakeApi, method: string, path: string): Record<string, unknown>[] {
  return api.calls.filter((call) => call.method === method && call.path === path).map((call) => call.body);
}
