/** Says in sentences what the picture shows, so that picture and words cannot disagree. */
import type { TFunction } from 'i18next';
import type { DayLayer, Format } from '@serenity/shared';
import type { DayPicture, HourFacts } from './model';

export const layers = ['movement', 'rest', 'calm'] as const satisfies readonly DayLayer[];

/** Minutes in this hour; "–" where the day knows nothing of the kind. */
export function minutesText(picture: DayPicture, facts: HourFacts, layer: DayLayer, format: Format): string {
  const value = facts[layer];
  return value === null || !picture.known[layer] ? '–' : format.duration(value);
}

export function hourSentence(picture: DayPicture, facts: HourFacts, t: TFunction, format: Format): string {
  const span = t('today.hero.span', { from: format.time(facts.startsAt), to: format.time(facts.endsAt) });
  if (facts.isFuture) return t('today.hero.hourAhead', { span });
  const parts = layers
    .filter((layer) => facts[layer] !== null && picture.known[layer])
    .map((layer) => t('today.hero.part', { what: t(`today.layer.${layer}`), value: format.duration(facts[layer] ?? 0) }));
  return parts.length === 0 ? t('today.hero.hourUnknown', { span }) : t('today.hero.hour', { span, parts: parts.join(', ') });
}

/** The whole picture in one sentence, for those who do not see it. */
export function pictureSentence(picture: DayPicture, t: TFunction, format: Format): string {
  const total = (layer: DayLayer) => picture.minutes[layer].reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const parts = layers.filter((layer) => picture.known[layer]).map((layer) => t('today.hero.part', { what: t(`today.layer.${layer}`), value: format.duration(total(layer)) }));
  return parts.length === 0 ? t('today.hero.altEmpty') : t('today.hero.alt', { parts: parts.join(', ') });
}
