/** One typed client for every screen: adds what a mutating call must carry and throws typed problems instead of returning them. */
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { readProblem, type ApiProblem } from './problem';
import { UnansweredCalls } from './unanswered';

export type ClientOptions = {
  baseUrl: string;
  /** The CSRF token of the present session, or null when signed out. */
  csrfToken: () => string | null;
  newId?: () => string;
  fetch?: (request: Request) => Promise<Response>;
  onProblem?: (problem: ApiProblem, request: Request) => void;
  onAnswer?: (response: Response) => void;
};

export const IDEMPOTENCY_HEADER = 'Idempotency-Key';
export const CSRF_HEADER = 'X-CSRF-Token';
const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

export function createApi<Paths extends object>(options: ClientOptions): Client<Paths> {
  const { csrfToken, newId = () => crypto.randomUUID(), onProblem, onAnswer } = options;
  const client = createClient<Paths>({ baseUrl: options.baseUrl, fetch: options.fetch, credentials: 'same-origin' });
  const unanswered = new UnansweredCalls();
  const rules: Middleware = {
    async onRequest({ request }) {
      if (reads.has(request.method)) return request;
      const token = csrfToken();
      if (token !== null) request.headers.set(CSRF_HEADER, token);
      if (!request.headers.has(IDEMPOTENCY_HEADER)) request.headers.set(IDEMPOTENCY_HEADER, await unanswered.keyFor(request, newId));
      return request;
    },
    async onResponse({ request, response }) {
      onAnswer?.(response);
      unanswered.settle(request, response.status < 500);
      if (response.ok) return response;
      const problem = await readProblem(response);
      onProblem?.(problem, request);
      throw problem;
    },
    onError({ request, error }) {
      // `fetch` rejects with a TypeError when no answer came; any other error was decided here.
      unanswered.settle(request, !(error instanceof TypeError));
    },
  };
  client.use(rules);
  return client;
}
