/** Proves that both languages hold the same texts and that French counts zero as one. */
import { describe, expect, it } from 'vitest';
import { createI18n, loadCatalogue, pickLanguage, switchTo } from '../src';
import { en } from '../src/i18n/en';
import { fr } from '../src/i18n/fr';

const keys = (value: object, prefix = ''): string[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null ? keys(inner, `${prefix}${key}.`) : [`${prefix}${key}`.replace(/_(one|many|other)$/, '')],
  );

describe('catalogue', () => {
  it('has the same texts in both languages', () => {
    expect([...new Set(keys(fr))].toSorted()).toEqual([...new Set(keys(en))].toSorted());
  });

  it('uses the French singular for zero', () => {
    expect(createI18n('fr', fr).t('nav.unread', { count: 0 })).toBe('0 message non lu');
    expect(createI18n('en', en).t('nav.unread', { count: 0 })).toBe('0 unread messages');
  });

  it('loads the words of a language before speaking it', async () => {
    const i18n = createI18n('fr', fr);
    await switchTo(i18n, 'en', await loadCatalogue('en'));
    expect(i18n.t('common.save')).toBe('Save');
  });

  it('speaks French to a device that knows neither language', () => {
    expect(pickLanguage(['de-DE', 'it'])).toBe('fr');
    expect(pickLanguage(['de-DE', 'en-GB'])).toBe('en');
  });
});
