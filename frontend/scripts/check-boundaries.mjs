/** Keeps the shared package free of the browser and of React, and features free of each other. */
import { readFileSync } from 'node:fs';
import { root, sources } from './files.mjs';

const faults = [];
const browser = /\b(?:window|document|localStorage|sessionStorage|navigator|indexedDB)\s*[.([]/;
for (const file of sources('shared/src', ['.ts'])) {
  const lines = readFileSync(root + file, 'utf8').split('\n');
  for (const [i, line] of lines.entries()) {
    if (browser.test(line)) faults.push(`${file}:${i + 1} uses the browser; the phone shares this file`);
    if (/from '(react|react-.*|@tanstack\/.*)'/.test(line)) faults.push(`${file}:${i + 1} imports a view library`);
  }
}
for (const file of sources('web/src/features', ['.ts', '.tsx'])) {
  const own = file.split('/')[3];
  for (const [, other] of readFileSync(root + file, 'utf8').matchAll(/from '(?:\.\.\/)+(?:features\/)?([\w-]+)\//g)) {
    const isFeature = sources('web/src/features', ['.tsx']).some((path) => path.startsWith(`web/src/features/${other}/`));
    if (isFeature && other !== own) faults.push(`${file} imports feature ${other}; share it through ui or lib`);
  }
}
for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
