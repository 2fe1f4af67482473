/** Writes the API's TypeScript types from its OpenAPI document, or with --check fails when they are out of step. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const document = new URL('../../infra/openapi.json', import.meta.url);
const target = fileURLToPath(new URL('../shared/src/api/schema.d.ts', import.meta.url));
const header = '/** Generated from infra/openapi.json by npm run gen:api, so client and API cannot disagree. Do not edit. */\n';
const wanted = header + astToString(await openapiTS(document, { defaultNonNullable: false }));

if (!process.argv.includes('--check')) {
  writeFileSync(target, wanted);
} else if (readFileSync(target, 'utf8') !== wanted) {
  console.error('shared/src/api/schema.d.ts is stale: run npm run gen:api');
  process.exit(1);
}
console.log('api types: in step');
