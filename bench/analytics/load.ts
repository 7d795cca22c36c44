// The page views that both sides are given: few pages have most of them, and visitors come back.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { type MetricEvent, Metrics } from '../../src/redis/metric/metric.ts';
import { importPeer } from '../peer.ts';

export const shape = { visitors: 100_000, pages: 200 } as const;
export const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Page views at even intervals. */
export interface History {
  readonly events: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const liveMs = 3_600_000;

export const visitorOf = (index: number): number => (index * 7_919) % shape.visitors;

export function pageOf(index: number): string {
  const random = (Math.imul(index, 2_654_435_761) >>> 0) / 2 ** 32;
  return `/articles/${Math.floor(shape.pages * random ** 3)}`;
}

/** Through the data layer; the last hour as it comes in by itself, what lies before as an import. */
export async function fillMortar(redis: RedisHandle, site: string, history: History): Promise<void> {
  const metrics = new Metrics(redis);
  const { events, fromMs, toMs } = history;
  const atMs = (index: number): number => fromMs + Math.floor((index / events) * (toMs - fromMs));
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < events) {
      const first = next;
      next += 500;
      const part = Array.from({ length: Math.min(500, events - first) }, (_, offset): MetricEvent => {
        const index = first + offset;
        return {
          eventId: String(index),
          type: 'PAGE_VIEW',
          visitorId: String(visitorOf(index)),
          path: pageOf(index),
          referrer: 'https://search.example/',
          country: 'DE',
          userAgent: browser,
          at: new Date(atMs(index)),
        };
      });
      const { rejected } = await metrics.track(site, part, { imported: atMs(first) < toMs - liveMs });
      if (rejected > 0) throw new Error(`${rejected} events of a history were rejected`);
    }
  };
  await Promise.all(Array.from({ length: 4 }, lane));
  await metrics.close();
}

interface Request {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
interface Cannon {
  readonly url: string;
  readonly method: 'POST' | 'GET';
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly duration: number;
  readonly requests: readonly { setupRequest(request: Request & { headers: Record<string, string> }): Request }[];
}
interface CannonResult {
  readonly requests: { readonly average: number };
  readonly non2xx: number;
  readonly errors: number;
}

const seconds = 3;

/** Requests a second that were answered, each as `next` makes it. */
export async function fire(
  url: string,
  method: 'POST' | 'GET',
  headers: Readonly<Record<string, string>>,
  connections: number,
  next: () => Request,
): Promise<number> {
  const { default: autocannon } = await importPeer<{ default(load: Cannon): Promise<CannonResult> }>('autocannon');
  const setupRequest: Cannon['requests'][number]['setupRequest'] = (request) => {
    const made = next();
    return { ...request, ...made, headers: { ...request.headers, ...made.headers } };
  };
  const load = { url, method, headers, connections, duration: seconds, requests: [{ setupRequest }] };
  const { requests, non2xx, errors } = await autocannon(load);
  if (non2xx + errors > 0) throw new Error(`${url} failed ${non2xx + errors} requests`);
  return requests.average;
}
