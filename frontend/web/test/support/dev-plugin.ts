/** Serves the stand-in API from Vite's own server for design work: SERENITY_FAKE_API=1 npm run dev -w web. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { accountsState } from './accounts.ts';
import { createFakeApi } from './fake-api.ts';

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export function fakeApiPlugin(): Plugin {
  const api = createFakeApi(accountsState({}, process.env.SERENITY_FAKE_API !== 'stranger'));
  const serve = async (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (request.url?.startsWith('/v1/') !== true) return next();
    const method = request.method ?? 'GET';
    const text = await readBody(request);
    const answer = await api.handle(
      new Request(`http://localhost${request.url}`, { method, headers: request.headers as Record<string, string>, ...(method === 'GET' ? {} : { body: text }) }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
    return undefined;
  };
  const use = (middlewares: { use: (handler: typeof serve) => unknown }) => void middlewares.use(serve);
  return {
    name: 'serenity-fake-api',
    apply: () => process.env.SERENITY_FAKE_API !== undefined,
    configureServer: (server) => use(server.middlewares),
    configurePreviewServer: (server) => use(server.middlewares),
  };
}
