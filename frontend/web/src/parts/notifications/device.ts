/** Names a device in the person's language: the API says "Firefox on Linux", each language joins the two its own way. */
import type { TFunction } from 'i18next';

export function deviceName(t: TFunction, device: string): string {
  const [, browser, system] = /^(.+) on (.+)$/.exec(device) ?? [];
  if (browser === undefined || system === undefined) return device === '' ? t('settings.sessions.unknown') : device;
  return t('settings.sessions.device', { browser, system });
}
