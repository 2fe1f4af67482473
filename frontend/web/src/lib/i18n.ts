/** The one translator of the page, in the language the device or the person chose. */
import { initReactI18next } from 'react-i18next';
import { createI18n, type Language } from '@serenity/shared';
import { deviceLanguage, keepLanguage } from './device';

export const i18n = createI18n(deviceLanguage());
initReactI18next.init(i18n);
keepLanguage(i18n.language as Language);

export function speak(language: Language): void {
  if (i18n.language === language) return;
  keepLanguage(language);
  void i18n.changeLanguage(language);
}
