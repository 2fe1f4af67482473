/** Who is here: reads the session, follows its end, and leaves nothing behind at sign-out. */
import { redirect } from 'react-router';
import type { ApiProblem, components } from '@serenity/shared';
import { setCsrfToken } from './csrf';

export type SessionState = components['schemas']['SessionState'];

const endings = new Set<() => void>();

/** Called when the service says the session is over. */
export function onSessionEnd(listener: () => void): () => void {
  endings.add(listener);
  return () => endings.delete(listener);
}

const entrance = ['/v1/auth/', '/v1/session'];

export function noteProblem(problem: ApiProblem, request: Request): void {
  const { pathname } = new URL(request.url);
  if (problem.status !== 401 || entrance.some((prefix) => pathname.startsWith(prefix))) return;
  for (const listener of endings) listener();
}

export function noteSession(session: SessionState): void {
  setCsrfToken(session.csrf_token ?? null);
}

/** Where to return after signing in; only a path of our own is ever followed. Browsers drop control characters: `/<tab>/elsewhere` is another site. */
export function safePath(wanted: string | null): string {
  return wanted !== null && /^\/(?!\/)[^\\\p{Cc}]*$/u.test(wanted) ? wanted : '/';
}

export function signInRedirect(request: Request): Response {
  const { pathname, search } = new URL(request.url);
  const back = pathname + search;
  return redirect(back === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(back)}`);
}

