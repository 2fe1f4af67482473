/** Serves the stand-in API from Vite's own server for design work: SERENITY_FAKE_API=1 npm run dev -w web. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin, ViteDevServer } from 'vite';
import type { FakeApi } from './fake-api.ts';

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Loaded through Vite, not imported: a build must neither need nor contain test code. */
async function loadApi(server: ViteDevServer): Promise<FakeApi> {
  const { accountsState } = await server.ssrLoadModule('/test/support/accounts.ts');
  const { createFakeApi } = await server.ssrLoadModule('/test/support/fake-api.ts');
  return createFakeApi(accountsState({}, process.env.SERENITY_FAKE_API !== 'stranger'));
}

async function answer(api: FakeApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? 'GET';
  const text = await readBody(request);
  const given = { method, headers: request.headers as Record<string, string>, ...(method === 'GET' ? {} : { body: text }) };
  const answered = await api.handle(new Request(`http://localhost${request.url}`, given));
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(await answered.text());
}

export function fakeApiPlugin(): Plugin {
  return {
    name: 'serenity-fake-api',
    apply: () => process.env.SERENITY_FAKE_API !== undefined,
    configureServer(server) {
      let api: Promise<FakeApi> | null = null;
      server.middlewares.use((request, response, next) => {
        if (request.url?.startsWith('/v1/') !== true) return next();
        api ??= loadApi(server);
        return api.then((ready) => answer(ready, request, response)).catch(next);
      });
    },
  };
}
