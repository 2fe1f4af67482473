/** The log sheet as people reach it: by one key, from Today. */
import { screen, waitFor, within } from '@testing-library/react';
import { expect } from 'vitest';
import { queryClient } from '../../src/lib/queryClient';
import { recentQuery } from '../../src/parts/entries/queries';
import { afternoon } from './day';
import { bodiesOf, open } from './render';

export async function openSheet(setting = afternoon()) {
  const view = await open('/', setting.api);
  await screen.findByRole('heading', { name: 'Logged today' });
  await waitFor(() => expect(queryClient.getQueryData(recentQuery.queryKey)).toBeDefined());
  await view.user.keyboard('l');
  await screen.findByRole('radiogroup', { name: 'Kind' });
  const sheet = screen.getByRole('dialog', { name: 'What would you like to log?' });
  return { ...view, ...setting, sheet };
}

export const posts = (api: Parameters<typeof bodiesOf>[0]) => bodiesOf(api, 'POST', '/v1/entries');

export async function pick(sheet: HTMLElement, user: Awaited<ReturnType<typeof openSheet>>['user'], kind: string) {
  const radios = within(within(sheet).getByRole('radiogroup', { name: 'Kind' })).getAllByRole('radio');
  const index = radios.findIndex((radio) => radio.closest('label')?.textContent?.startsWith(kind));
  await user.keyboard(String(index + 1));
}
