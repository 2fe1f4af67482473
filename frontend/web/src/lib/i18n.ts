/** The one translator of the page, in the language the device or the person chose. */
import { initReactI18next } from 'react-i18next';
import { createI18n, loadCatalogue, switchLanguage, type Language } from '@serenity/shared';
import { deviceLanguage, keepLanguage } from './device';

const first = deviceLanguage();
/** Awaited once, before anything is shown: the words of one language, not of both. */
export const i18n = createI18n(first, await loadCatalogue(first));
initReactI18next.init(i18n);
keepLanguage(first);
let wanted = first;

export function speak(language: Language): void {
  if (wanted === language) return;
  wanted = language;
  void switchLanguage(i18n, language).then(() => keepLanguage(language));
}
