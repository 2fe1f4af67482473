/** Fails when French and English differ in keys or placeholders, when a plural lacks a form its language needs, or when French breaks its typographic rules; --fix repairs the spaces. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../shared/src/i18n/', import.meta.url));
const NARROW = '\u202F';
const fix = process.argv.includes('--fix');
const faults = [];

const flatten = (value, prefix) =>
  typeof value === 'string' ? [[prefix, value]] : Object.entries(value).flatMap(([k, v]) => flatten(v, `${prefix}.${k}`));
const plural = /_(zero|one|two|few|many|other)$/;
const stem = (key) => key.replace(plural, '');
const holes = (text) => [...text.matchAll(/{{\s*(\w+)/g)].map((m) => m[1]);

/** French sets a narrow no-break space before ; : ? ! % » and after «, and a curly apostrophe. */
function typeset(text) {
  return text
    .replaceAll(/[ \u00A0\u202F]*([;?!»%])/g, (_, mark) => NARROW + mark)
    .replaceAll(/[ \u00A0\u202F]+:/g, `${NARROW}:`)
    .replaceAll(/([\p{L}}]):(?=\s|$)/gu, `$1${NARROW}:`)
    .replaceAll(/«[ \u00A0\u202F]*/g, `«${NARROW}`)
    .replaceAll(/(\p{L})'(\p{L})/gu, '$1’$2')
    .replaceAll(/ (kcal|km|kg|ml|min|h)\b/g, '\u00A0$1');
}

const typesetAll = (value) =>
  typeof value === 'string' ? typeset(value) : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, typesetAll(v)]));

function load(language) {
  const entries = new Map();
  for (const file of readdirSync(`${root}${language}`)) {
    const path = `${root}${language}/${file}`;
    let section = JSON.parse(readFileSync(path, 'utf8'));
    if (language === 'fr') {
      const set = typesetAll(section);
      if (fix && JSON.stringify(set) !== JSON.stringify(section)) {
        writeFileSync(path, `${JSON.stringify(set, null, 2)}\n`);
        section = set;
      }
      const wanted = new Map(flatten(set, file));
      for (const [key, text] of flatten(section, file)) {
        if (wanted.get(key) !== text) faults.push(`fr ${key}: typographic spaces or apostrophe (npm run fix:i18n)`);
      }
    }
    for (const [key, text] of flatten(section, file.replace('.json', ''))) {
      if (text.trim() === '') faults.push(`${language} ${key}: empty`);
      entries.set(key, text);
    }
  }
  return entries;
}

function compare(one, other, name) {
  const stems = new Set([...other.keys()].map(stem));
  for (const key of one.keys()) if (!stems.has(stem(key))) faults.push(`${name} lacks ${key}`);
}

/** Every counted text needs each form of its language; without one the key itself would be shown. */
function checkPlurals(entries, language) {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const counted = new Set([...entries.keys()].filter((key) => plural.test(key)).map(stem));
  for (const key of counted) {
    for (const form of needed) if (!entries.has(`${key}_${form}`)) faults.push(`${language} ${key}: lacks the form ${form}`);
  }
}

const fr = load('fr');
const en = load('en');
checkPlurals(fr, 'fr');
checkPlurals(en, 'en');
compare(fr, en, 'en');
compare(en, fr, 'fr');
for (const [key, text] of en) {
  const french = fr.get(key);
  const optional = /_(zero|one)$/.test(key) ? ['count'] : [];
  if (french === undefined) continue;
  const differ = [...new Set([...holes(text), ...holes(french)])].filter(
    (hole) => !optional.includes(hole) && holes(text).includes(hole) !== holes(french).includes(hole),
  );
  if (differ.length > 0) faults.push(`${key}: placeholder ${differ.join(', ')} is in one language only`);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`catalogue: ${fr.size} French and ${en.size} English texts in step`);
