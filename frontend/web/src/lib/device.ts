/** What the device itself prefers, before anyone has signed in: language, theme, zone, units. Nothing about the person is kept here. */
import { pickLanguage, tokens, type Language, type UnitSystem } from '@serenity/shared';

export type Theme = 'system' | 'day' | 'night';
const THEME = 'serenity.theme';
const LANGUAGE = 'serenity.language';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    /* Storage may be refused; the choice then lasts as long as the page. */
  }
}

export function deviceLanguage(): Language {
  const kept = read(LANGUAGE);
  return pickLanguage(kept === null ? navigator.languages : [kept]);
}

export function keepLanguage(language: Language): void {
  write(LANGUAGE, language);
  document.documentElement.lang = language;
}

export function currentTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'day' || theme === 'night' ? theme : 'system';
}

/** Sets the theme for this page and the next visit; `system` lets the device decide. */
export function applyTheme(theme: Theme): void {
  write(THEME, theme === 'system' ? null : theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const metas = document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]');
  for (const meta of metas) meta.content = tokens.color[theme === 'system' ? (meta.media.includes('dark') ? 'night' : 'day') : theme].canvas;
}

export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The three countries that still measure in pounds and miles. */
export function deviceUnits(): UnitSystem {
  return navigator.languages.some((tag) => /-(US|LR|MM)$/.test(tag)) ? 'imperial' : 'metric';
}
