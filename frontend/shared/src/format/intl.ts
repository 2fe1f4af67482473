/** Keeps one Intl formatter per language and shape, because building them is slow and pages format hundreds of values. */

const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();

function kept<T>(cache: Map<string, T>, key: string, build: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = build();
  cache.set(key, made);
  return made;
}

/** English is written the British or American way by the units a person chose; French is always fr-FR. */
export type Locale = 'fr-FR' | 'en-GB' | 'en-US';

export function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, locale + JSON.stringify(options), () => new Intl.DateTimeFormat(locale, options));
}

export function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numbers, locale + JSON.stringify(options), () => new Intl.NumberFormat(locale, options));
}

export function relativeFormat(locale: Locale): Intl.RelativeTimeFormat {
  return kept(relatives, locale, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
}
