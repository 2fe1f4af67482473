/** What the doors share: signing in, and the address carried from one door to the next. Held in memory, never stored. */
import type { Schemas } from '../../lib/api';
import { api } from '../../lib/api';
import { sessionQuery } from '../../lib/account';
import { queryClient } from '../../lib/queryClient';
import { noteSession } from '../../lib/session';

type Credentials = Schemas['Credentials'];
let carried: { email: string; password: string | null } | null = null;

export function carry(email: string, password: string | null): void {
  carried = { email, password };
}

export function carriedEmail(): string {
  return carried?.email ?? '';
}

export function carriedCredentials(): Credentials | null {
  return carried === null || carried.password === null ? null : { email: carried.email, password: carried.password };
}

export async function enter(credentials: Credentials): Promise<void> {
  const { data } = await api.POST('/v1/auth/sign-in', { body: credentials });
  carried = null;
  queryClient.clear();
  if (data === undefined) return;
  noteSession(data);
  queryClient.setQueryData(sessionQuery.queryKey, data);
}
