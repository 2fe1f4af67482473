/** Serves every word of the product in French and English from one catalogue with typed keys. */
import { createInstance, type i18n } from 'i18next';
import { en, fr } from './catalogue';

export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** The first language we speak among the device's own; French when it speaks neither. */
export function pickLanguage(tags: readonly string[]): Language {
  const spoken = tags.map((tag) => tag.slice(0, 2).toLowerCase());
  return languages.find((language) => language === spoken.find((tag) => tag === 'fr' || tag === 'en')) ?? 'fr';
}

export function createI18n(language: Language): i18n {
  const instance = createInstance();
  void instance.init({
    lng: language,
    fallbackLng: 'fr',
    resources: { en: { translation: en }, fr: { translation: fr } },
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
  return instance;
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}
