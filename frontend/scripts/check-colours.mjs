/** Keeps every colour in tokens.json: a hex, rgb() or hsl() anywhere else fails. */
import { readFileSync } from 'node:fs';
import { root, sources } from './files.mjs';

const generated = new Set(['shared/src/tokens.ts', 'web/src/styles/tokens.css']);
const colour = /#[0-9a-f]{3,8}\b(?![\w-])|\b(?:rgb|hsl|oklch)a?\(/gi;
const files = [...sources('shared/src', ['.ts']), ...sources('web/src', ['.ts', '.tsx', '.css'])].filter((file) => !generated.has(file));
const faults = files.flatMap((file) =>
  readFileSync(root + file, 'utf8')
    .split('\n')
    .flatMap((line, i) => (line.match(colour) ?? []).map((found) => `${file}:${i + 1} ${found}: name it in shared/tokens/tokens.json`)),
);
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
