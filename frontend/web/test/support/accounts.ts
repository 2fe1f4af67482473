/** Accounts as the stand-in API plays them: one person, two sessions, any password but "wrong". */
import { done, ok, problem, type Routes, type Schemas } from './types.ts';

export type AccountsState = { signedIn: boolean; fresh: boolean; profile: Schemas['Profile']; sessions: Schemas['Session'][] };

export function accountsState(change: Partial<Schemas['Profile']> = {}, signedIn = true): AccountsState {
  return {
    signedIn,
    fresh: false,
    profile: {
      version: 1,
      user_id: '01930000-0000-7000-8000-000000000001',
      display_name: 'Camille',
      email: 'camille@example.org',
      language: 'fr',
      units: 'metric',
      theme: 'system',
      time_zone: 'Europe/Paris',
      day_end_minutes: 0,
      focus: ['sleep', 'meditation'],
      onboarded: true,
      has_password: true,
      created_at: '2026-05-20T08:00:00Z',
      ...change,
    },
    sessions: [
      { id: 's1', device: 'Firefox on Linux', current: true, created_at: '2026-11-20T08:00:00Z', last_seen_at: new Date().toISOString() },
      { id: 's2', device: 'Safari on iPhone', current: false, created_at: '2026-11-01T08:00:00Z', last_seen_at: '2026-11-21T20:15:00Z' },
    ],
  };
}

function session(state: AccountsState): Schemas['SessionState'] {
  const providers = ['Google', 'Apple', 'Facebook', 'Amazon'];
  if (!state.signedIn) return { signed_in: false, providers };
  return { signed_in: true, csrf_token: 'csrf', user_id: state.profile.user_id, authenticated_at: new Date().toISOString(), providers };
}

const wrongCode = problem(422, 'validation', { errors: [{ in: 'body', pointer: '/code', code: 'wrong_code', detail: 'wrong' }] });

function doors(state: AccountsState): Routes {
  const enter = (password: unknown) => {
    if (password === 'wrong') return problem(401, 'wrong-credentials');
    state.signedIn = true;
    return ok(session(state));
  };
  const codeRight = (code: unknown) => (code === '000000' ? wrongCode : done);
  return {
    'GET /v1/session': () => ok(session(state)),
    'POST /v1/auth/sign-up': () => ({ status: 202, body: { next: 'confirm' } }),
    'POST /v1/auth/confirm': ({ body }) => codeRight(body.code),
    'POST /v1/auth/resend': () => ({ status: 202, body: { next: 'confirm' } }),
    'POST /v1/auth/sign-in': ({ body }) => enter(body.password),
    'POST /v1/auth/forgot': () => ({ status: 202, body: { next: 'reset' } }),
    'POST /v1/auth/reset': ({ body }) => codeRight(body.code),
    'POST /v1/auth/sign-out': () => {
      state.signedIn = false;
      return done;
    },
    'POST /v1/auth/reauthenticate': ({ body }) => {
      if (body.password === 'wrong') return problem(403, 'wrong-credentials');
      state.fresh = true;
      return done;
    },
  };
}

export function accountsRoutes(state: AccountsState): Routes {
  return {
    ...doors(state),
    'GET /v1/me': () => (state.signedIn ? ok(state.profile) : problem(401, 'unauthorized')),
    'PATCH /v1/me': ({ body, headers }) => {
      if (headers.get('if-match') !== `"${state.profile.version}"`) return problem(412, 'changed-meanwhile');
      state.profile = { ...state.profile, ...body, version: state.profile.version + 1 };
      return ok(state.profile);
    },
    'DELETE /v1/me': () => {
      if (!state.fresh) return problem(403, 'reauthenticate');
      state.signedIn = false;
      return { status: 202 };
    },
    'GET /v1/sessions': () => ok({ items: state.sessions }),
    'DELETE /v1/sessions/{id}': ({ parts }) => {
      state.sessions = state.sessions.filter(({ id }) => id !== parts.id);
      return done;
    },
    'POST /v1/sessions/end-others': () => {
      state.sessions = state.sessions.filter(({ current }) => current);
      return done;
    },
  };
}
