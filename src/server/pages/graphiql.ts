// GraphiQL for browsers that open /graphql, whole in one page, so that it works offline. The page weighs 9 MB: it is
// loaded when it is first asked for, gzipped once (to 2.4 MB) and kept by the browser until it changes.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createStaticFile, type StaticFile, sendStaticFile } from '../http/static-file.ts';

const firstQuery = `# Welcome to Mortar. Press the play button, or Ctrl and Enter.
# The book at the left documents every field; Ctrl and Space completes.
# Log in with sessionLogIn and the transport COOKIE: this page keeps the cookie.

query First {
  viewer {
    user {
      email
      roles
    }
  }
}
`;

const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "object-src 'none'",
    "script-src 'unsafe-inline' blob:",
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
  Vary: 'Accept, Accept-Encoding',
};

/** Whether a person's browser opened the address, rather than a program asking the API. */
export function isGraphiqlRequest({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}

/** Returns what answers those requests. */
export function createGraphiql(): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let page: Promise<StaticFile> | undefined;
  return async (request, response) => {
    page ??= renderPage();
    sendStaticFile(request, response, await page, headers);
  };
}

async function renderPage(): Promise<StaticFile> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const html = renderGraphiQL({
    title: 'Mortar',
    endpoint: '/graphql',
    defaultQuery: firstQuery,
    subscriptionsProtocol: 'WS',
    credentials: 'same-origin',
    additionalHeaders: { 'x-mortar-csrf': 'graphiql' },
    shouldPersistHeaders: false,
  });
  return createStaticFile(Buffer.from(html), 'text/html; charset=utf-8');
}
