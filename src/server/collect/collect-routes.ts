// POST /collect for pages that cannot wait for an answer (sendBeacon), and /collect.js, the script that posts there.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { FairQueue, NoTurn } from '../../redis/base/fair-queue.ts';
import { Refusal } from '../../redis/base/problem.ts';
import { Turns } from '../../redis/base/turns.ts';
import { addressKey } from '../../redis/rate-limit/address-key.ts';
import type { Stores } from '../../redis/stores.ts';
import { CollectFault, collect, readCollection } from '../../resolvers/metric/collect.ts';
import { LoopLag } from '../guard/loop-lag.ts';
import type { OperationGuard } from '../guard/operation-guard.ts';
import { setRateLimitHeaders } from '../guard/rate-limit-answer.ts';
import type { Exchange, Route } from '../http/http-server.ts';
import type { Origins } from '../http/origins.ts';
import { readBody } from '../http/read-body.ts';
import { sendJson } from '../http/send-json.ts';
import { createStaticFile, sendStaticFile } from '../http/static-file.ts';
import { serverLimits } from '../limits.ts';
import { collectScript } from './collect-script.ts';

/** So much text counts for the rate limits as one event, the least that a request counts. */
const charactersPerUnit = 4_000;

export interface CollectSettings {
  /** Whose pages may send. */
  readonly origins: Origins;
  readonly guard: OperationGuard;
  addressOf(request: IncomingMessage): string;
}

export function collectRoutes(stores: Stores, { origins, guard, addressOf }: CollectSettings): Route[] {
  const pieces = new Turns();
  const turns = new FairQueue(serverLimits.collecting);
  const lag = new LoopLag();
  /** Takes units of the sender's allowance, or refuses the request. */
  const admit = async (request: IncomingMessage, response: ServerResponse, units: number): Promise<boolean> => {
    const caller = { ipAddress: addressOf(request), session: null };
    const { refusal, verdicts } = await guard.admitFields(new Map([['Mutation.track', units]]), caller);
    setRateLimitHeaders(response, verdicts);
    if (refusal) sendJson(response, 429, { error: refusal.message });
    return !refusal;
  };
  return [
    {
      path: '/collect',
      methods: ['POST'],
      origins,
      async handle(exchange) {
        const { request, response } = exchange;
        if (origins.kindOf(request) === 'foreign')
          return sendJson(response, 403, { error: 'Pages of this origin may not send here: MORTAR_ALLOWED_ORIGINS.' });
        const sender = addressKey(addressOf(request));
        // Before it is read: a flood costs less than what it sends.
        const refusal = isLong(request) ? (turns.refusal(sender) ?? lagRefusal(turns, lag)) : undefined;
        if (refusal) return refuseForNow(exchange, refusal);
        const body = await readBody(request);
        if (body === null)
          return sendJson(response, 413, { error: `At most ${serverLimits.bodyBytes} bytes are taken.` });
        const text = body.toString('utf8');
        // Reading is charged before it is done, by its size; what more events there are, once they can be counted.
        const reading = Math.ceil(text.length / charactersPerUnit) || 1;
        if (!(await admit(request, response, reading))) return;
        const ipAddress = addressOf(request);
        const work = async (): Promise<void> => {
          const collection = readCollection(text);
          const more = collection.events.length - reading;
          if (more > 0 && !(await admit(request, response, more))) return;
          sendJson(response, 200, await collect(stores, collection, { ...senderOf(request), ipAddress }, pieces));
        };
        try {
          // What a page sends is little. A flood of long lists waits for itself alone.
          if (reading === 1) await work();
          else await turns.run(sender, () => thenRest(work, lag));
        } catch (error) {
          if (error instanceof NoTurn) return await refuseForNow(exchange, error);
          if (error instanceof CollectFault || error instanceof Refusal)
            return sendJson(response, 400, { error: error.message });
          throw error;
        }
      },
    },
    scriptRoute(),
  ];
}

/** Why no long list may wait for those that are counted now: they, or the machine, keep the event loop from everybody else. */
function lagRefusal({ isBusy }: FairQueue, { ms }: LoopLag): NoTurn | undefined {
  return isBusy && ms > serverLimits.collecting.fullLagMs ? new NoTurn('all', Math.ceil(ms / 1_000)) : undefined;
}

/** The place of a long list stays taken for a while after it if the event loop lags, so that others get most of a busy processor. */
async function thenRest(work: () => Promise<void>, lag: LoopLag): Promise<void> {
  const { lagMs, restFactor, restMs } = serverLimits.collecting;
  const stop = lag.measure();
  try {
    await work();
    const ms = Math.min(restMs, restFactor * (lag.ms - lagMs));
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  } finally {
    stop();
  }
}

function senderOf({ headers }: IncomingMessage) {
  const { 'user-agent': userAgent = '', 'accept-language': acceptLanguage = '', origin = null } = headers;
  return { userAgent, acceptLanguage, origin };
}

/** Whether its list waits for a turn, as far as its head says. */
function isLong({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) > charactersPerUnit;
}

/** What is not read yet waits with its sender. */
async function refuseForNow({ response }: Exchange, { retryAfterSeconds }: NoTurn): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, serverLimits.collecting.refusedMs));
  response.setHeader('Retry-After', String(retryAfterSeconds));
  sendJson(response, 503, {
    error: `More events arrive than can be counted; nothing of this was. Send it again in ${retryAfterSeconds} s.`,
  });
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
