/** Guards of the routes: who may enter, and where everyone else is sent. */
import { redirect, type LoaderFunctionArgs } from 'react-router';
import { loadSession, profileQuery, applyProfile } from '../lib/account';
import { queryClient } from '../lib/queryClient';
import { safePath, signInRedirect } from '../lib/session';

async function loadProfile(request: Request) {
  const session = await loadSession();
  if (!session.signed_in) throw signInRedirect(request);
  const profile = await queryClient.ensureQueryData(profileQuery);
  // A newcomer's profile holds defaults; until the welcome is over, the device knows better.
  if (profile.onboarded) applyProfile(profile);
  return profile;
}

/** For the product itself: signed in and welcomed. */
export async function requirePerson({ request }: LoaderFunctionArgs) {
  const profile = await loadProfile(request);
  if (!profile.onboarded) throw redirect('/welcome');
  return null;
}

/** For the welcome: signed in, and not welcomed before. */
export async function requireNewcomer({ request }: LoaderFunctionArgs) {
  const profile = await loadProfile(request);
  if (profile.onboarded) throw redirect('/');
  return null;
}

/** For the doors: whoever is already in goes on. */
export async function requireStranger({ request }: LoaderFunctionArgs) {
  const session = await loadSession();
  if (session.signed_in) throw redirect(safePath(new URL(request.url).searchParams.get('next')));
  return null;
}
