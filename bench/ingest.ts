// Counting page views, through the data layer and over HTTP, against a bare script with eleven writes an event and nothing
// else (ingest-bare.ts), and against plain pipelines of INCR, PFADD and ZINCRBY.
//
// Ours does more with an event than the bare script: it finds the visitor's steps around it, so that sessions, bounces and
// transitions come out the same in any order; it keeps the journey for funnels; it counts by minute, quarter-hour and day,
// lists too, caps each list, and looks the running experiments up. The bare script is sent once an event, which is how such
// scripts are used; ours takes all events of a tick, which is much of its speed. Both get the same events in the same
// batches. Within a round a visitor comes back within a second, so ours saves some of the visitors' bookkeeping there; the rows
// of new visitors have none of that. The pages are no products: views of those are also noted for recommendations, which has
// a price of its own.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { connect, untilReady } from '../src/redis/base/connect.ts';
import { RedisHandle } from '../src/redis/base/handle.ts';
import { Experiments } from '../src/redis/experiment/experiment.ts';
import { type MetricEvent, Metrics } from '../src/redis/metric/metric.ts';
import { Sites } from '../src/redis/metric/site.ts';
import { startBenchApp } from './app.ts';
import { compare } from './compare.ts';
import type { BenchContext } from './context.ts';
import { ingestBare } from './ingest-bare.ts';

const total = 20_000;
const batch = 500;
const inFlight = 4;
const pages = 200;
const everybody = { name: 'visitors who come back', visitors: 5_000 } as const;
const newcomers = { name: 'new visitors', visitors: total } as const;

type Send<Part> = (part: Part) => Promise<unknown>;

let round = 0;

/** Few pages have most of the views. */
function pageOf(index: number): string {
  const random = (Math.imul(index + round * 7_919, 2_654_435_761) >>> 0) / 2 ** 32;
  return `/articles/${Math.floor(pages * random ** 3)}`;
}

function events({ visitors }: { visitors: number }): MetricEvent[] {
  round += 1;
  // Where there is a visitor an event, no round brings back those of another.
  const first = visitors === total ? round * total : 0;
  return Array.from({ length: total }, (_, index) => ({
    eventId: `${round}-${index}`,
    type: 'PAGE_VIEW' as const,
    visitorId: `visitor-${first + (index % visitors)}`,
    path: pageOf(index),
    referrer: 'https://search.example/',
  }));
}

function batchesOf(all: readonly MetricEvent[]): MetricEvent[][] {
  return Array.from({ length: total / batch }, (_, index) => all.slice(index * batch, (index + 1) * batch));
}

/** Events a second. */
async function rateOf<Part>(parts: readonly Part[], send: Send<Part>): Promise<number> {
  const waiting = [...parts];
  const started = performance.now();
  const lane = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await send(part);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return total / ((performance.now() - started) / 1_000);
}

const how = `batches of ${batch}, ${inFlight} in flight`;
const bareName = 'a bare script, pipelined';

/** How each side takes a batch. */
interface Sides {
  readonly redis: RedisHandle;
  readonly ours: Send<MetricEvent[]>;
  readonly bare: Send<MetricEvent[]>;
  readonly report: BenchContext['report'];
}

export async function benchIngest({ redisUrl, report }: BenchContext): Promise<void> {
  // Without a timeout: thousands of commands wait at once, and a timer for each would be at the expense of the pipelines.
  const client = connect(parseRedisUrl(redisUrl), 'blocking');
  await untilReady(client, 5_000);
  const redis = new RedisHandle(client, 'bench');
  const experiments = new Experiments(redis);
  const metrics = new Metrics(redis, { goals: experiments });
  const sides: Sides = {
    redis,
    ours: (part) => metrics.track('bench', part),
    bare: (part) => ingestBare(redis, part),
    report,
  };
  await benchDataLayer(sides);
  await benchCollect(sides, redisUrl);
  await benchMemory(sides);
  await metrics.close();
  client.disconnect();
}

async function benchDataLayer({ redis, ours, bare, report }: Sides): Promise<void> {
  const against = async (who: { name: string; visitors: number }, peerName: string, peer: Send<MetricEvent[]>) =>
    report(
      await compare({
        bench: 'ingest',
        case: `page views, ${who.name}, ${how}`,
        unit: 'events/s',
        peerName,
        mortar: () => rateOf(batchesOf(events(who)), ours),
        peer: () => rateOf(batchesOf(events(who)), peer),
      }),
    );
  await against(everybody, bareName, bare);
  await against(newcomers, bareName, bare);
  await against(everybody, 'INCR, PFADD and ZINCRBY, pipelined', (part) => plain(redis.client.pipeline(), part));
}

async function benchCollect({ redis, report }: Sides, redisUrl: string): Promise<void> {
  await new Sites(redis).set('http');
  const app = await startBenchApp({ redis, redisUrl });
  const bareServer = await listenBare(redis);
  const bodies = (): string[] =>
    batchesOf(events(everybody)).map((part) => JSON.stringify({ site: 'http', events: part }));
  report(
    await compare({
      bench: 'ingest',
      case: `POST /collect, ${everybody.name}, ${how}`,
      unit: 'events/s',
      peerName: 'JSON.parse and the bare script behind node:http',
      mortar: () => rateOf(bodies(), (body) => post(`${app.url}/collect`, body)),
      peer: () => rateOf(bodies(), (body) => post(bareServer.url, body)),
    }),
  );
  bareServer.close();
  await app.close();
}

async function benchMemory({ redis, ours, bare, report }: Sides): Promise<void> {
  for (const [who, per] of [
    [everybody, 'event'],
    [newcomers, 'visitor'],
  ] as const) {
    const grownBy = async (send: Send<MetricEvent[]>): Promise<number> => {
      await redis.client.flushall();
      const before = await usedMemory(redis);
      await rateOf(batchesOf(events(who)), send);
      return ((await usedMemory(redis)) - before) / total;
    };
    report(
      await compare({
        bench: 'ingest',
        case: `memory of ${per === 'event' ? `an event, ${total / who.visitors} a visitor` : 'a visitor with one event'}`,
        unit: 'bytes',
        lessIsBetter: true,
        peerName: bareName,
        rounds: 1,
        mortar: () => grownBy(ours),
        peer: () => grownBy(bare),
      }),
    );
  }
}

function plain(pipeline: ReturnType<RedisHandle['client']['pipeline']>, part: readonly MetricEvent[]) {
  for (const event of part) {
    pipeline
      .incr('plain:views')
      .pfadd('plain:visitors', event.visitorId)
      .zincrby('plain:pages', 1, event.path ?? '');
  }
  return pipeline.exec();
}

/** The bare script over HTTP with no check of anything. */
async function listenBare(redis: RedisHandle): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { events: part } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { events: MetricEvent[] };
    response.end(JSON.stringify({ accepted: (await ingestBare(redis, part)).length }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** As a page does: what was refused for want of time is sent again. */
async function post(url: string, body: string): Promise<void> {
  const reply = await fetch(url, { method: 'POST', body });
  const text = await reply.text();
  if (reply.status === 503) return post(url, body);
  const { accepted = 0, duplicates = 0 } = JSON.parse(text) as { accepted?: number; duplicates?: number };
  if (accepted + duplicates !== batch) throw new Error(`${url} answered ${text}`);
}

async function usedMemory(redis: RedisHandle): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.client.info('memory'))?.[1]);
}
