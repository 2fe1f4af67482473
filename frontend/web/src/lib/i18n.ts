/** The one translator of the page, in the language the device or the person chose. */
import { initReactI18next } from 'react-i18next';
import { createI18n, loadCatalogue, switchTo, type Language } from '@serenity/shared';
import { deviceLanguage, keepLanguage } from './device';

const first = deviceLanguage();
/** Awaited once, before anything is shown: the words of one language, not of both. */
export const i18n = createI18n(first, await loadCatalogue(first));
initReactI18next.init(i18n);
keepLanguage(first);
let wanted = first;

/** The last wish counts: a catalogue that arrives late does not overrule it. */
export async function speak(language: Language): Promise<void> {
  if (wanted === language) return;
  wanted = language;
  const catalogue = await loadCatalogue(language);
  if (wanted !== language) return;
  keepLanguage(language);
  await switchTo(i18n, language, catalogue);
}
