/** Lets the component library's announcer empty itself under our Trusted Types policy, which forbids writing innerHTML. */
import type { Plugin } from 'vite';

const announcer = /\/dist\/private\/live-announcer\/LiveAnnouncer\.m?js$/;
const emptied = /\.innerHTML = ''/g;

type Transform = { name: string; transform: (code: string, id: string) => { code: string; map: null } | null };

/** Fails the build when the library changes, so that date fields cannot break unnoticed. */
const rewrite: Transform = {
  name: 'serenity-trusted-announcer',
  transform(code, id) {
    if (!announcer.test(id.replace(/\?.*$/, ''))) return null;
    const ours = code.replace(emptied, '.replaceChildren()');
    if (ours === code || ours.includes('innerHTML')) throw new Error(`${id}: the announcer clears itself in a new way; see scripts/trusted-announcer.ts`);
    return { code: ours, map: null };
  },
};

export function trustedAnnouncer(): Plugin {
  return { ...rewrite, enforce: 'pre', config: () => ({ optimizeDeps: { rolldownOptions: { plugins: [rewrite] } } }) };
}
