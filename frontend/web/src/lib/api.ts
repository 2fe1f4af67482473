/** The typed API for pages: `$api` for queries and mutations, `api` for anything else. */
import createQueryHooks from 'openapi-react-query';
import { ApiProblem, createApi, type components, type paths } from '@serenity/shared';
import { noteAnswer } from './connection';
import { csrfToken } from './csrf';
import { fetchOrKeep } from './keep';
import { noteProblem } from './session';

export type Schemas = components['schemas'];

export const api = createApi<paths>({
  baseUrl: location.origin,
  csrfToken,
  fetch: fetchOrKeep,
  onAnswer: noteAnswer,
  onProblem: noteProblem,
});

export const $api = createQueryHooks(api);

/** Waits for a deletion; what is gone already is as gone as it should be. */
export async function untilGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
  }
}

/** The header of a change to a record one has read. */
export function ifMatch(record: { version: number }): { 'If-Match': string } {
  return { 'If-Match': `"${record.version}"` };
}
