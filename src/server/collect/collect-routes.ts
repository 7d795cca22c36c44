// POST /collect for pages that cannot wait for an answer (sendBeacon), and /collect.js, the script that posts there.

import type { IncomingMessage } from 'node:http';
import { Refusal } from '../../redis/base/problem.ts';
import type { Stores } from '../../redis/stores.ts';
import { CollectFault, collect } from '../../resolvers/metric/collect.ts';
import type { OperationGuard } from '../guard/operation-guard.ts';
import { setRateLimitHeaders } from '../guard/rate-limit-answer.ts';
import type { Route } from '../http/http-server.ts';
import type { Origins } from '../http/origins.ts';
import { sendJson } from '../http/send-json.ts';
import { createStaticFile, sendStaticFile } from '../http/static-file.ts';
import { serverLimits } from '../limits.ts';
import { collectScript } from './collect-script.ts';

/** A request counts for the rate limits like the mutation that does the same. */
const fields = new Map([['Mutation.track', 1]]);

export interface CollectSettings {
  /** Whose pages may send. */
  readonly origins: Origins;
  readonly guard: OperationGuard;
  addressOf(request: IncomingMessage): string;
}

export function collectRoutes(stores: Stores, { origins, guard, addressOf }: CollectSettings): Route[] {
  return [
    {
      path: '/collect',
      methods: ['POST'],
      origins,
      async handle({ request, response }) {
        if (origins.kindOf(request) === 'foreign')
          return sendJson(response, 403, { error: 'Pages of this origin may not send here: MORTAR_ALLOWED_ORIGINS.' });
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
          throw error;
        }
      },
    },
    scriptRoute(),
  ];
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
    methods: ['GET', 'HEAD'],
    async handle({ request, response }) {
      // Pages of other sites load it.
      const headers = { 'Cache-Control': 'public, max-age=3600', 'Cross-Origin-Resource-Policy': 'cross-origin' };
      sendStaticFile(request, response, await file, headers);
    },
  };
}
