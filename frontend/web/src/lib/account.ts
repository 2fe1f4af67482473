/** The signed-in person: profile, how they read numbers and dates, and the way in and out. */
import { useMemo } from 'react';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { ApiProblem, createFormat, type Format, type Language } from '@serenity/shared';
import { useTranslation } from 'react-i18next';
import { $api, api, ifMatch, type Schemas } from './api';
import { applyTheme, currentTheme, deviceUnits, deviceZone, keepLanguage, type Theme } from './device';
import { flushOutbox } from './flush';
import { i18n, speak } from './i18n';
import { outbox } from './keep';
import { noticeLost } from './notices';
import { makeKey, throwKeyAway } from './seal';
import { noteSession } from './session';
import { openPage } from './page';
import { broadcast } from './tabs';
import { queryClient } from './queryClient';

export type Profile = Schemas['Profile'];
export type ProfileChange = Schemas['ProfileChange'];

export const sessionQuery = $api.queryOptions('get', '/v1/session', {}, { staleTime: 5 * 60_000 });
export const profileQuery = $api.queryOptions('get', '/v1/me', {}, { staleTime: 5 * 60_000 });

export async function loadSession() {
  const session = await queryClient.ensureQueryData(sessionQuery);
  noteSession(session);
  if (session.signed_in) await keepSealed();
  // A session may have ended while no page was open: whoever comes next finds nothing of the one before.
  else await forgetPerson(noticeLost);
  return session;
}

/** Only inside the signed-in part, whose loader has put the profile in the cache. */
export function useProfile(): Profile {
  return useSuspenseQuery(profileQuery).data;
}

/** How this person reads: their own choices, or the device's before sign-in. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { data: profile } = useQuery({ ...profileQuery, enabled: false });
  const language = i18n.language as Language;
  const units = profile?.units ?? deviceUnits();
  const timeZone = profile?.time_zone ?? deviceZone();
  return useMemo(() => createFormat({ language, units, timeZone }), [language, units, timeZone]);
}

async function patchProfile(change: ProfileChange, known: Profile): Promise<Profile> {
  const send = async (record: Profile) => {
    const { data } = await api.PATCH('/v1/me', { body: change, params: { header: ifMatch(record) } });
    return data as Profile;
  };
  try {
    return await send(known);
  } catch (error) {
    // Settings are independent of each other: after a change elsewhere, ours still applies to the newer record.
    if (!(error instanceof ApiProblem) || error.status !== 412) throw error;
    return send((await queryClient.fetchQuery({ ...profileQuery, staleTime: 0 })) as Profile);
  }
}

export function applyProfile(profile: Pick<Profile, 'language' | 'theme'>): void {
  void speak(profile.language);
  applyTheme(profile.theme as Theme);
}

/** Changes settings at once on screen and takes them back if the service refuses. */
export function useChangeProfile(meta?: { handled: boolean }) {
  const client = useQueryClient();
  const key = profileQuery.queryKey;
  return useMutation<Profile, unknown, ProfileChange, Profile | undefined>({
    scope: { id: 'profile' },
    mutationFn: async (change: ProfileChange) => patchProfile(change, client.getQueryData<Profile>(key) ?? ((await client.fetchQuery(profileQuery)) as Profile)),
    onMutate: (change) => {
      const before = client.getQueryData<Profile>(key);
      if (before !== undefined) {
        const next = { ...before, ...change } as Profile;
        client.setQueryData(key, next);
        applyProfile(next);
      }
      return before;
    },
    onError: (_error, _change, before) => {
      if (before === undefined) return;
      client.setQueryData(key, before);
      applyProfile(before);
    },
    onSuccess: (profile) => client.setQueryData(key, profile),
    ...(meta === undefined ? {} : { meta }),
  });
}

/** Where storage is refused, nothing is kept. */
async function keepSealed(): Promise<void> {
  if ('indexedDB' in window) await makeKey().catch(() => null);
}

/** Everything this browser stores about the person: kept answers and waiting writes, of which those lost are told. */
async function forgetPerson(tellLost: (count: number) => void = () => undefined): Promise<void> {
  const lost = await outbox.all().catch(() => []);
  if (lost.length > 0) tellLost(lost.length);
  if ('indexedDB' in window) await throwKeyAway().catch(() => null);
  // The service's answer may have cleared it already, and closed it under us.
  await outbox.clear().catch(() => null);
  if ('caches' in window) {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith('serenity-data')).map((name) => caches.delete(name)));
  }
  // The service cleared this origin's storage; what the device itself prefers is written again.
  keepLanguage(i18n.language as Language);
  applyTheme(currentTheme());
}

/** Why a person is at the door again; it stands in the address because nothing else is kept. */
export type Farewell = 'ended' | 'deleted' | null;

/** While an account is being deleted, the end of its session is expected and says nothing by itself. */
export const DELETION = ['delete-account'] as const;

/** Forgets, then opens a fresh page at the door, so that nothing of the person stays in memory either. */
export async function leave(farewell: Farewell = null, next = '/'): Promise<void> {
  let lost = 0;
  await forgetPerson((count) => (lost = count));
  const query = next === '/' ? '' : `?next=${encodeURIComponent(next)}`;
  const count = farewell === 'ended' && lost > 0 ? `=${lost}` : '';
  openPage(`/sign-in${query}${farewell === null ? '' : `#${farewell}${count}`}`);
}

/** Sends what can still be sent; answers how much would be lost by leaving now. */
export async function unsentCount(): Promise<number> {
  await flushOutbox().catch(() => null);
  return (await outbox.all()).length;
}

export async function signOut(): Promise<void> {
  await api.POST('/v1/auth/sign-out');
  broadcast({ type: 'signed-out' });
  await leave();
}
