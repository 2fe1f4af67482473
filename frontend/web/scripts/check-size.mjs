/** Fails when, in the build, a page where people land asks for more than 200 kB of compressed script, or any other for more than 230. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const FIRST_LOAD = 200_000;
/** The others bring menus and many settings, and are reached from a page already open; selects and calendars come beside them (ui/soon.tsx). */
const LATER_LOAD = 230_000;
const landing = /\/(today|auth|inbox|log|welcome)\//;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
if (!existsSync(`${dist}.vite/manifest.json`)) {
  console.error('nothing to weigh: run npm run build first');
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));

const words = Object.keys(manifest).filter((key) => key.endsWith('i18n/fr.ts'));

/** A chunk with everything it imports before it can run. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const needed of manifest[key].imports ?? []) closure(needed, seen);
  return seen;
}

const weigh = (keys) => [...keys].reduce((sum, key) => sum + gzipSync(readFileSync(dist + manifest[key].file)).length, 0);
// One language is always loaded with the entry; French is the larger one.
const entry = closure('index.html');
for (const key of words) closure(key, entry);
const pages = (manifest['index.html'].dynamicImports ?? []).filter((key) => key.endsWith('Page.tsx'));
let failed = false;
for (const page of pages) {
  const size = weigh(closure(page, new Set(entry)));
  const limit = landing.test(page) ? FIRST_LOAD : LATER_LOAD;
  failed ||= size > limit;
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${page.replace('src/features/', '')}`);
}
if (failed) {
  console.error(`a page is above its limit of ${FIRST_LOAD / 1000} kB (or ${LATER_LOAD / 1000} kB beyond the landing pages) of compressed script`);
  process.exit(1);
}
