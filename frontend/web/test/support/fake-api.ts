/** A stand-in for the API where the real one cannot run: component tests and design work. End-to-end tests use the real one. */
import { accountsRoutes, accountsState, type AccountsState } from './accounts.ts';
import { goalsRoutes } from './goals.ts';
import { inboxRoutes } from './inbox.ts';
import { measurementsRoutes, measurementsState } from './measurements';
import { progressRoutes } from './progress';
import { problem, type Answer, type Call, type Routes } from './types.ts';

export type FakeApi = { state: AccountsState; calls: Call[]; handle: (request: Request) => Promise<Response>; override: (routes: Routes) => void };

function match(pattern: string, method: string, path: string): Record<string, string> | null {
  const [wantedMethod, wantedPath] = pattern.split(' ') as [string, string];
  const wanted = wantedPath.split('/');
  const given = path.split('/');
  if (wantedMethod !== method || wanted.length !== given.length) return null;
  const parts: Record<string, string> = {};
  for (const [i, segment] of wanted.entries()) {
    const name = /^{(\w+)}$/.exec(segment)?.[1];
    if (name !== undefined) parts[name] = decodeURIComponent(given[i] ?? '');
    else if (segment !== given[i]) return null;
  }
  return parts;
}

function respond({ status, body, headers }: Answer): Response {
  const text = body === undefined ? null : JSON.stringify(body);
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function createFakeApi(state = accountsState(), more: Routes = {}): FakeApi {
  const calls: Call[] = [];
  const life = measurementsState(process.env.SERENITY_FAKE_API === 'empty' ? 0 : 45);
  const progress = progressRoutes(life, process.env.SERENITY_FAKE_API === 'empty' ? [] : undefined);
  let routes: Routes = { ...accountsRoutes(state), ...inboxRoutes(), ...goalsRoutes(), ...measurementsRoutes(life), ...progress, ...more };
  const handle = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const text = await request.text();
    const base = { method: request.method, path: pathname, query: searchParams, headers: request.headers, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    for (const [pattern, route] of Object.entries(routes)) {
      const parts = match(pattern, request.method, pathname);
      if (parts === null) continue;
      const call = { ...base, parts };
      calls.push(call);
      return respond(route(call));
    }
    return respond(problem(404, 'not-found'));
  };
  const override = (next: Routes) => {
    routes = { ...next, ...Object.fromEntries(Object.entries(routes).filter(([key]) => !(key in next))) };
  };
  return { state, calls, handle, override };
}
