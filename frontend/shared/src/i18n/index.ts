/** Serves every word of the product in French and English from one catalogue with typed keys; only the language in use is loaded. */
import { createInstance, type i18n } from 'i18next';
import type { en } from './en';
import type { fr } from './fr';

export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];
export type Catalogue = typeof en | typeof fr;

/** The first language we speak among the device's own; French when it speaks neither. */
export function pickLanguage(tags: readonly string[]): Language {
  const spoken = tags.map((tag) => tag.slice(0, 2).toLowerCase());
  return languages.find((language) => language === spoken.find((tag) => tag === 'fr' || tag === 'en')) ?? 'fr';
}

export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return language === 'fr' ? (await import('./fr')).fr : (await import('./en')).en;
}

export function createI18n(language: Language, catalogue: Catalogue): i18n {
  const instance = createInstance();
  void instance.init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: catalogue } },
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
  return instance;
}

/** Switches to a language together with its words, so that no page ever shows a key. */
export async function switchTo(instance: i18n, language: Language, catalogue: Catalogue): Promise<void> {
  instance.addResourceBundle(language, 'translation', catalogue);
  await instance.changeLanguage(language);
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}
