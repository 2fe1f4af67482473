/** Writes numbers, durations, dates and quantities the way one person reads them: language, units and time zone. */
import type { Language } from '../i18n';
import enUnits from '../i18n/en/units.json';
import frUnits from '../i18n/fr/units.json';
import { daysBetween, noonOf } from './dates';
import { dateFormat, numberFormat, relativeFormat, type Locale } from './intl';
import { toDisplay, unitRule, type DisplayUnit, type UnitSystem } from './units';

export type FormatOptions = { language: Language; units: UnitSystem; timeZone: string };
type DayStyle = 'long' | 'medium' | 'short' | 'weekday' | 'narrow' | 'month' | 'monthYear';

const dayStyles: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  medium: { weekday: 'short', day: 'numeric', month: 'short' },
  short: { day: 'numeric', month: 'short' },
  weekday: { weekday: 'short' },
  narrow: { weekday: 'narrow' },
  month: { month: 'short' },
  monthYear: { month: 'long', year: 'numeric' },
};

const unitNames = { fr: frUnits, en: enUnits } as const;

const NBSP = '\u00A0';
/** From here on millilitres are read as litres. */
const LITRE = 1000;
/** From here on a second decimal says nothing: 52.2 km, but 8.35 km. */
const FAR = 20;

function localeOf({ language, units }: FormatOptions): Locale {
  if (language === 'fr') return 'fr-FR';
  return units === 'imperial' ? 'en-US' : 'en-GB';
}

/** Hours and minutes, never a decimal of an hour: "7 h 16" in French, "7 h 16 min" in English, "45 min" under an hour. */
function writeDuration(minutes: number, language: Language): string {
  const total = Math.round(Math.abs(minutes));
  const sign = minutes < 0 && total > 0 ? '−' : '';
  const h = Math.floor(total / 60);
  const m = total % 60;
  const names = unitNames[language];
  if (h === 0) return `${sign}${m}${NBSP}${names.min}`;
  if (m === 0) return `${sign}${h}${NBSP}${names.h}`;
  const padded = String(m).padStart(2, '0');
  return language === 'fr' ? `${sign}${h}${NBSP}${names.h}${NBSP}${padded}` : `${sign}${h}${NBSP}${names.h}${NBSP}${m}${NBSP}${names.min}`;
}

function dateWriters(locale: Locale, timeZone: string) {
  const clock = { hour: locale === 'en-US' ? 'numeric' : '2-digit', minute: '2-digit' } as const;
  return {
    /** A calendar day (YYYY-MM-DD). */
    day: (day: string, style: DayStyle = 'medium') => dateFormat(locale, { timeZone: 'UTC', ...dayStyles[style] }).format(noonOf(day)),
    /** The clock of an instant in the person's zone. */
    time: (instant: string | Date) =>
      dateFormat(locale, { timeZone, ...clock }).format(new Date(instant)),
    /** The clock for minutes after midnight, no zone involved. */
    clock: (minutes: number) =>
      dateFormat(locale, { timeZone: 'UTC', ...clock }).format(new Date((((minutes % 1440) + 1440) % 1440) * 60_000)),
    dateTime: (instant: string | Date) =>
      dateFormat(locale, { timeZone, day: 'numeric', month: 'short', ...clock }).format(new Date(instant)),
  };
}

/** "5 minutes ago", "yesterday": the largest whole unit that fits. */
function writeAgo(locale: Locale, instant: string | Date, now: Date): string {
  const seconds = Math.round((new Date(instant).getTime() - now.getTime()) / 1000);
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3600], ['minute', 60]];
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return relativeFormat(locale).format(unit === 'second' ? 0 : Math.trunc(seconds / size), unit);
}

function quantityWriters({ language, units }: FormatOptions, locale: Locale) {
  const number = (value: number, digits = 0) => numberFormat(locale, { maximumFractionDigits: digits }).format(value);
  const percent = (fraction: number) => numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(fraction);
  const duration = (minutes: number) => writeDuration(minutes, language);
  const unit = (name: DisplayUnit) => (name === null ? '' : unitNames[language][name]);
  /** A stored value in two parts, so that the number can be large and the unit small. */
  const parts = (stored: number, storedUnit: string): { value: string; unit: string } => {
    if (storedUnit === 's') return { value: duration(stored / 60), unit: '' };
    const rule = unitRule(storedUnit, units);
    if (rule.unit === 'ml' && Math.abs(stored) >= LITRE) return { value: number(stored / LITRE, 2), unit: unitNames[language].l };
    const shown = toDisplay(stored, storedUnit, units);
    return { value: number(shown, Math.abs(shown) >= FAR ? Math.min(1, rule.digits) : rule.digits), unit: unit(rule.unit) };
  };
  /** A stored value with its unit, in the person's own system. */
  const quantity = (stored: number, storedUnit: string): string => {
    const { value, unit: name } = parts(stored, storedUnit);
    return name === '' ? value : `${value}${NBSP}${name}`;
  };
  return { number, percent, duration, unit, parts, quantity };
}

export function createFormat(options: FormatOptions) {
  const { language, timeZone } = options;
  const locale = localeOf(options);
  const dates = dateWriters(locale, timeZone);
  return {
    ...options,
    locale,
    ...quantityWriters(options, locale),
    ...dates,
    hour: (hour: number) =>
      language === 'fr' ? `${hour % 24}${NBSP}${frUnits.h}` : dateFormat(locale, { timeZone: 'UTC', hour: 'numeric' }).format(new Date((hour % 24) * 3_600_000)),
    ago: (instant: string | Date, now = new Date()) => writeAgo(locale, instant, now),
    /** Today and yesterday in words, then the date. */
    relativeDay: (day: string, today: string): string => {
      const distance = daysBetween(today, day);
      return Math.abs(distance) <= 1 ? relativeFormat(locale).format(distance, 'day') : dates.day(day, 'medium');
    },
  };
}

export type Format = ReturnType<typeof createFormat>;
