/** Puts an entry into words: what it was, how much, and when. */
import type { TFunction } from 'i18next';
import { createFormat, type Format } from '@serenity/shared';
import type { Entry } from './kinds';

/** `place` names the zone when it is not the person's own. */
export type EntryWords = { title: string; value: string; when: string; note: string | null; place: string | null };

const levels = ['1', '2', '3', '4', '5'] as const;
type Level = (typeof levels)[number];
const levelOf = (value: number): Level => levels[Math.min(5, Math.max(1, Math.round(value))) - 1] ?? '3';

export function moodWord(t: TFunction, value: number): string {
  return t(`log.mood.${levelOf(value)}`);
}

function valueOf(entry: Entry, t: TFunction, format: Format): string {
  const parts: (string | null)[] = [
    entry.duration_seconds == null ? null : format.quantity(entry.duration_seconds, 's'),
    entry.quality == null ? null : t(`log.quality.${levelOf(entry.quality)}`),
    entry.distance_m == null ? null : format.quantity(entry.distance_m, 'm'),
    entry.effort == null ? null : t('log.effortValue', { value: entry.effort }),
    entry.energy_kcal == null ? null : format.quantity(entry.energy_kcal, 'kcal'),
    entry.volume_ml == null ? null : format.quantity(entry.volume_ml, 'ml'),
    entry.mood == null ? null : moodWord(t, entry.mood),
    entry.weight_kg == null ? null : format.quantity(entry.weight_kg, 'kg'),
    entry.steps == null ? null : t('log.stepsValue', { count: entry.steps, value: format.number(entry.steps) }),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function whenOf(entry: Entry, t: TFunction, format: Format): string {
  if (entry.started_at == null) return t('log.allDay');
  const { time } = entry.zone === format.timeZone ? format : createFormat({ ...format, timeZone: entry.zone });
  return entry.kind === 'sleep' && entry.ended_at != null ? `${time(entry.started_at)} – ${time(entry.ended_at)}` : time(entry.started_at);
}

/** "Asia/Tokyo" is read as Tokyo. */
function placeOf({ zone, started_at: at }: Entry, format: Format): string | null {
  return zone === format.timeZone || at == null ? null : (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

export function entryWords(entry: Entry, t: TFunction, format: Format): EntryWords {
  const title = entry.kind === 'activity' && entry.activity != null ? t(`log.activity.${entry.activity}`) : t(`log.kind.${entry.kind}`);
  return { title, value: valueOf(entry, t, format), when: whenOf(entry, t, format), note: entry.note ?? null, place: placeOf(entry, format) };
}
