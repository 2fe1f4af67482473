/** A streak is told in what it is counted in, in both languages. */
import { describe, expect, it } from 'vitest';
import { createFormat, createI18n, loadCatalogue, type Language } from '@serenity/shared';
import { tell } from '../../../src/parts/notifications/text';

type Content = Parameters<typeof tell>[2];
const atRisk = { kind: 'streak_at_risk', goal_id: '6f0f0a52-1a6e-4c0b-9d5e-0a6c7e5d4b3a', metric: 'meditation', streak: 3, left: 600, unit: 's', ends_at: '2026-11-22T23:00:00Z' } as const;

async function body(language: Language, content: Content): Promise<string> {
  const format = createFormat({ language, units: 'metric', timeZone: 'Europe/Paris' });
  return tell(createI18n(language, await loadCatalogue(language)).t, format, content).body.replaceAll(/\s/g, ' ');
}

describe('a streak at risk', () => {
  it.each([
    ['en', { period: 'week' }, 'your streak of 3 weeks.'],
    ['en', { period: 'month', streak: 1 }, 'your streak of 1 month.'],
    ['fr', { period: 'week' }, 'votre série de 3 semaines.'],
    ['fr', {}, 'votre série de 3 jours.'],
  ] as const)('says in %s of %o: %s', async (language, known, said) => {
    expect(await body(language, { ...atRisk, ...known })).toContain(said);
  });
});
