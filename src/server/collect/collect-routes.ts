// POST /collect for pages that cannot wait for an answer (sendBeacon), and /collect.js, the script that posts there.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { isUnavailable } from '../../redis/base/connect.ts';
import { Refusal } from '../../redis/base/problem.ts';
import type { Stores } from '../../redis/stores.ts';
import { CollectFault, collect } from '../../resolvers/metric/collect.ts';
import type { OperationGuard } from '../guard/operation-guard.ts';
import { setRateLimitHeaders } from '../guard/rate-limit-answer.ts';
import { type Route, sendJson } from '../http/http-server.ts';
import { createStaticFile, sendStaticFile } from '../http/static-file.ts';
import { serverLimits } from '../limits.ts';
import { collectScript } from './collect-script.ts';

/** A request counts for the rate limits like the mutation that does the same. */
const fields = new Map([['Mutation.track', 1]]);

export interface CollectSettings {
  /** Origins of other pages that may send. A page of this host always may. */
  readonly allowedOrigins: readonly string[];
  readonly guard: OperationGuard;
  addressOf(request: IncomingMessage): string;
}

export function collectRoutes(stores: Stores, { allowedOrigins, guard, addressOf }: CollectSettings): Route[] {
  return [
    {
      path: '/collect',
      async handle({ request, response }) {
        if (!allowOrigin(request, response, allowedOrigins))
          return sendJson(response, 403, { error: 'Pages of this origin may not send here: MORTAR_ALLOWED_ORIGINS.' });
        if (request.method === 'OPTIONS') return void response.writeHead(204).end();
        if (request.method !== 'POST') return sendJson(response, 405, { error: 'Send events with POST.' });
        const caller = { ipAddress: addressOf(request), session: null };
        const { refusal, verdicts } = await guard.admitFields(fields, caller);
        setRateLimitHeaders(response, verdicts);
        if (refusal) return sendJson(response, 429, { error: refusal.message });
        const text = await readBody(request);
        if (text === null)
          return sendJson(response, 413, { error: `At most ${serverLimits.bodyBytes} bytes are taken.` });
        try {
          sendJson(response, 200, await collect(stores, text, request.headers['user-agent'] ?? ''));
        } catch (error) {
          if (error instanceof CollectFault || error instanceof Refusal)
            return sendJson(response, 400, { error: error.message });
          if (isUnavailable(error)) return sendJson(response, 503, { error: 'Try again in a moment.' });
          throw error;
        }
      },
    },
    scriptRoute(),
  ];
}

function allowOrigin(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin === undefined || origin.replace(/^https?:\/\//, '') === host) return true;
  if (!allowed.includes(origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type');
  return true;
}

/** Null if the body is too long. The rest of it is read and dropped, so that the sender receives the answer. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= serverLimits.bodyBytes) chunks.push(chunk);
  }
  return length > serverLimits.bodyBytes ? null : Buffer.concat(chunks).toString('utf8');
}

function scriptRoute(): Route {
  const file = createStaticFile(Buffer.from(collectScript), 'text/javascript; charset=utf-8');
  return {
    path: '/collect.js',
    async handle({ request, response }) {
      // Pages of other sites load it.
      const headers = { 'Cache-Control': 'public, max-age=3600', 'Cross-Origin-Resource-Policy': 'cross-origin' };
      sendStaticFile(request, response, await file, headers);
    },
  };
}
