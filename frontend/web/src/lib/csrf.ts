/** Holds the session's CSRF token in memory only; it is learnt anew from GET /v1/session on each visit. */
let token: string | null = null;

export function csrfToken(): string | null {
  return token;
}

export function setCsrfToken(next: string | null): void {
  token = next;
}
