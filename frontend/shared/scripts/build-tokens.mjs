/** Turns tokens.json into CSS variables for the web and a typed object for code, and refuses colours that people could not read. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const tokens = JSON.parse(readFileSync(at('../tokens/tokens.json'), 'utf8'));
const kebab = (name) => name.replaceAll(/([a-z])([A-Z0-9])/g, '$1-$2').toLowerCase();

function variables(group, prefix, unit = '') {
  return Object.entries(group).map(([name, value]) => `  --${prefix}-${kebab(name)}: ${value}${unit};`);
}

function typeVariables() {
  return Object.entries(tokens.type.scale).flatMap(([name, style]) => [
    `  --type-${name}: ${style.weight} ${style.size / 16}rem/${style.line / 16}rem var(--font-${style.family});`,
    `  --track-${name}: ${+(style.tracking / style.size).toFixed(4)}em;`,
  ]);
}

function themeVariables(mode) {
  return [
    ...variables(tokens.color[mode], 'c'),
    ...variables(tokens.data[mode], 'data'),
    ...variables(tokens.shadow[mode], 'shadow'),
    `  color-scheme: ${mode === 'night' ? 'dark' : 'light'};`,
  ];
}

function skyBlock([name, sky]) {
  const stops = sky.stops.map((colour, i) => `${colour} ${[0, 34, 62, 88][i]}%`).join(', ');
  return [
    `[data-sky='${name}'] {`,
    `  --sky: linear-gradient(178deg, ${stops});`,
    `  --sky-top: ${sky.stops[0]};`,
    `  --sky-low: ${sky.stops[3]};`,
    `  --sky-mist: ${sky.stops[1]};`,
    `  --sky-sun: ${sky.sun};`,
    ...sky.hills.map((colour, i) => `  --sky-hill-${i + 1}: ${colour};`),
    `  --sky-ink: ${sky.ink};`,
    '}',
  ].join('\n');
}

function css() {
  const easings = Object.entries(tokens.motion.easing).map(([k, v]) => `  --ease-${k}: cubic-bezier(${v.join(', ')});`);
  const night = themeVariables('night');
  return `/* Generated from shared/tokens/tokens.json by npm run gen:tokens. Do not edit. */
:root {
${[
  ...themeVariables('day'),
  ...variables(tokens.scene, 'scene'),
  ...variables(tokens.space, 's', 'px'),
  ...variables(tokens.radius, 'r', 'px'),
  ...variables(tokens.size, 'size', 'px'),
  ...variables(tokens.motion.duration, 'd', 'ms'),
  ...easings,
  "  --font-display: 'Newsreader Display', Georgia, 'Times New Roman', serif;",
  "  --font-ui: 'Figtree Variable', system-ui, sans-serif;",
  ...typeVariables(),
].join('\n')}
}
:root[data-theme='night'] {
${night.join('\n')}
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme]) {
${night.map((line) => `  ${line}`).join('\n')}
  }
}
${Object.entries(tokens.sky).map(skyBlock).join('\n')}
`;
}

function typescript() {
  const { $meta: _meta, ...values } = tokens;
  return `/** Generated from shared/tokens/tokens.json by npm run gen:tokens, so code and CSS share one set of values. Do not edit. */
export const tokens = ${JSON.stringify(values, null, 2)} as const;
export type Mode = keyof typeof tokens.color;
export type SkyName = keyof typeof tokens.sky;
`;
}

function luminance(hex) {
  const channel = (i) => {
    const v = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function ratio(a, b) {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** WCAG 2.2 AA: 4.5 for text, 3 for marks that carry meaning. */
function contrastPairs() {
  const text = ['canvas', 'surface', 'sunk'].flatMap((bg) => ['ink', 'inkSoft', 'inkFaint', 'primary', 'danger'].map((fg) => [fg, bg, 4.5]));
  const filled = [['onPrimary', 'primary'], ['onPrimary', 'primaryHover'], ['primary', 'primarySoft'], ['ink', 'primarySoft'], ['onDanger', 'danger'], ['danger', 'dangerSoft'], ['ink', 'raised'], ['ink', 'warningSoft'], ['ink', 'successSoft'], ['success', 'surface'], ['warning', 'surface']];
  const marks = ['calm', 'energy', 'sleep', 'mood', 'heart', 'food', 'water', 'weight', 'focus', 'control'].map((fg) => [fg, 'surface', 3]);
  return [...text, ...filled.map(([fg, bg]) => [fg, bg, 4.5]), ...marks];
}

function contrastFaults() {
  return ['day', 'night'].flatMap((mode) =>
    contrastPairs().flatMap(([fg, bg, least]) => {
      const found = ratio(tokens.color[mode][fg], tokens.color[mode][bg]);
      return found < least ? [`contrast ${mode}: ${fg} on ${bg} is ${found.toFixed(2)}, needs ${least}`] : [];
    }),
  );
}

const outputs = [
  [at('../../web/src/styles/tokens.css'), css()],
  [at('../src/tokens.ts'), typescript()],
];
const faults = contrastFaults();
if (process.argv.includes('--check')) {
  for (const [path, text] of outputs) {
    if (readFileSync(path, 'utf8') !== text) faults.push(`${path.split('/frontend/')[1]} is stale: run npm run gen:tokens`);
  }
} else {
  for (const [path, text] of outputs) writeFileSync(path, text);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log('tokens: in step, contrast AA');
