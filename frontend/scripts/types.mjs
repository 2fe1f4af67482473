/** Type-checks each workspace with the fast compiler; 5.9 stays installed only for tools that need its API. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../node_modules/typescript7/bin/tsc', import.meta.url));
let failed = false;
for (const workspace of ['shared', 'web', 'web/src/sw']) {
  const project = fileURLToPath(new URL(`../${workspace}`, import.meta.url));
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
