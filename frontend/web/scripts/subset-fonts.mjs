/** Cuts the display face from its variable font: one optical size, French and English only (132 kB becomes 23 kB). */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';

const source = readFileSync(createRequire(import.meta.url).resolve('@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal.woff2'));
const folder = new URL('../src/styles/fonts/', import.meta.url);
const span = (from, to) => Array.from({ length: to - from }, (_, i) => String.fromCodePoint(from + i)).join('');
const latin = `${span(0x20, 0x7f)}${span(0xa0, 0x100)}\u2019\u2018\u201C\u201D\u2013\u2014\u2026\u202F\u2212\u0152\u0153\u20AC`;
const cuts = [
  { name: 'newsreader-display-400', text: latin, variationAxes: { opsz: 40, wght: 400 } },
  { name: 'newsreader-figures-300', text: '0123456789,.:\u00A0\u202F%h', variationAxes: { opsz: 72, wght: 300 } },
];

mkdirSync(folder, { recursive: true });
for (const { name, text, variationAxes } of cuts) {
  writeFileSync(new URL(`${name}.woff2`, folder), await subsetFont(source, text, { targetFormat: 'woff2', variationAxes }));
}
