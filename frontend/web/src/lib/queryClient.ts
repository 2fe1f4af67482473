/** How reads are kept and repeated, and where failures that no form handles are said. */
import { MutationCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@serenity/shared';
import { toast } from '../ui/toasts';
import { i18n } from './i18n';
import { KeptForLater } from './keep';
import { noticeKept } from './notices';
import { problemText } from './problems';

declare module '@tanstack/react-query' {
  interface Register {
    /** `handled: true` on a mutation whose form shows its own problems. */
    mutationMeta: { handled?: boolean };
  }
}

const MAX_TRIES = 3;

function shouldRetry(count: number, error: unknown): boolean {
  if (error instanceof ApiProblem) return error.isTransient && count < MAX_TRIES;
  return navigator.onLine && count < 1;
}

/** As long as the service asked for, else doubling with jitter so that tabs do not return in step. */
function retryDelay(count: number, error: unknown): number {
  const asked = error instanceof ApiProblem ? error.retryAfterSeconds : null;
  return (asked ?? 2 ** count) * 1000 * (0.9 + Math.random() * 0.4);
}

const mutationCache = new MutationCache({
  onError: (error, _variables, _context, mutation) => {
    if (error instanceof KeptForLater) {
      noticeKept();
    } else if (mutation.meta?.handled !== true) {
      toast(problemText(i18n.t, error) ?? i18n.t('errors.title'), { tone: 'problem' });
    }
  },
});

export const queryClient = new QueryClient({
  mutationCache,
  defaultOptions: {
    queries: { staleTime: 30_000, gcTime: 30 * 60_000, retry: shouldRetry, retryDelay, networkMode: 'always', refetchOnReconnect: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});
