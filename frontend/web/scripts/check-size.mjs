/**
 * Weighs what a first visit to each page asks for, compressed. Fails when a page where people land asks for more than
 * 200 kB of script, or any other for more than 230. `--json [DIST]` only tells, for the benchmark.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const FIRST_LOAD = 200_000;
/** The others bring menus and many settings, and are reached from a page already open; selects and calendars come beside them (ui/soon.tsx). */
const LATER_LOAD = 230_000;
const landing = /\/(today|auth|inbox|log|welcome)\//;
const [mode, folder] = process.argv.slice(2);
const dist = folder ?? fileURLToPath(new URL('../dist', import.meta.url));
const read = (file) => readFileSync(resolve(dist, file));
if (!existsSync(resolve(dist, '.vite/manifest.json'))) fail('nothing to weigh: run npm run build first');
const manifest = JSON.parse(read('.vite/manifest.json').toString());

function fail(why) {
  console.error(why);
  process.exit(1);
}

/** A chunk with everything it imports before it can run. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const needed of manifest[key].imports ?? []) closure(needed, seen);
  return seen;
}

const weigh = (files) => [...new Set(files)].reduce((sum, file) => sum + gzipSync(read(file)).length, 0);

/** What a visit to a page asks for: with the entry, the script before it, and one language, of which French is the larger. */
function visit(page) {
  const keys = closure('index.html');
  for (const key of Object.keys(manifest)) if (key.endsWith('i18n/fr.ts')) closure(key, keys);
  const chunks = [...closure(page, keys)].map((key) => manifest[key]);
  return {
    page: page.replace('src/features/', ''),
    limit: landing.test(page) ? FIRST_LOAD : LATER_LOAD,
    script: weigh(['device.js', ...chunks.map((chunk) => chunk.file)]),
    style: weigh(chunks.flatMap((chunk) => chunk.css ?? [])),
    // Letters beyond Latin are asked for by a text that has them.
    fonts: chunks.flatMap((chunk) => chunk.assets ?? []).filter((file) => file.endsWith('.woff2') && !file.includes('latin-ext'))
      .reduce((sum, file) => sum + read(file).length, 0),
  };
}

const pages = (manifest['index.html']?.dynamicImports ?? []).filter((key) => key.endsWith('Page.tsx')).map(visit);
if (pages.length === 0) fail('nothing to weigh: the build has no pages');
if (mode === '--json') {
  console.log(JSON.stringify(pages));
} else {
  for (const { page, script } of pages) console.log(`${(script / 1000).toFixed(1).padStart(7)} kB  ${page}`);
  if (pages.some(({ script, limit }) => script > limit)) {
    fail(`a page is above its limit of ${FIRST_LOAD / 1000} kB (or ${LATER_LOAD / 1000} kB beyond the landing pages) of compressed script`);
  }
}
