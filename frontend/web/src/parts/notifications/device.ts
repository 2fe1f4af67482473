/** Names a device in the person's language: the API says "Firefox on Linux" or "Unknown device", each language says it its own way. */
import type { TFunction } from 'i18next';

const UNKNOWN = 'Unknown device';

export function deviceName(t: TFunction, device: string): string {
  const [, browser, system] = /^(.+) on (.+)$/.exec(device) ?? [];
  if (browser === undefined || system === undefined) return device === '' || device === UNKNOWN ? t('settings.sessions.unknown') : device;
  return t('settings.sessions.device', { browser, system });
}
