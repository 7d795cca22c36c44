// Live analytics against tools that people run: GoAccess and AWStats where they are installed (analytics/logs.ts), and Umami over
// PostgreSQL (analytics/umami.ts). What is missing is left out.
//
// Umami runs whole: its Next.js server in production, one process, beside a PostgreSQL that does not wait for its disk, as ours
// is one process beside a Redis that does not. Its tracker sends one event a request, and so do we; the answer to the first gives
// a token with which it looks up neither site nor session again, and returning visitors here have theirs. Both look at the
// user agent for programs. Umami keeps each event as a row, so that any question can be asked of it later, and counts one
// that is sent again twice; Mortar keeps counts, each visitor's steps and the last 10,000 events, and counts it once.
//
// The live figures are what Umami's page asks for again and again, its `active` and its `realtime` at the same time; ours is one
// request. Both have the active visitors of five minutes and the page views of 30 by minute, and the bench ends with an error where
// those differ. Umami's top pages are those of the last 100 events, ours those of the five minutes.

import { setTimeout as wait } from 'node:timers/promises';
import type { RedisHandle } from '../src/redis/base/handle.ts';
import { medianDelayMs } from './analytics/delay.ts';
import { fillMortar, fire, type History, pageOf, visitorOf } from './analytics/load.ts';
import { benchLogs } from './analytics/logs.ts';
import { collectBody, type Mortar, senderHeaders, site, startMortar } from './analytics/mortar.ts';
import {
  fillUmami,
  startUmami,
  trackerHeaders,
  trackerToken,
  type Umami,
  umamiBytes,
  umamiEvent,
} from './analytics/umami.ts';
import { compare, median } from './compare.ts';
import type { BenchContext } from './context.ts';

const bench = 'analytics';
const dayMs = 86_400_000;
const days = 30;
const events = 1_000_000;
const inFlight = 64;
const returning = 1_000;
const reads = 10;
/** How often Umami's realtime page asks. */
const pollMs = 10_000;
const delayed = '/delayed/';
let sent = 0;

export async function benchAnalytics(context: BenchContext): Promise<void> {
  const mortar = await startMortar(context.redis, context.redisUrl);
  try {
    const umami = await startUmami();
    if (umami)
      try {
        await compareReading(context, mortar, umami);
        await compareTaking(context, mortar, umami);
      } finally {
        await umami.stop();
      }
    // Last, since what is sent there to be seen would be in the figures that both must have alike.
    await benchLogs(context, mortar);
  } finally {
    await mortar.close();
  }
}

async function compareReading({ redis, report }: BenchContext, mortar: Mortar, umami: Umami): Promise<void> {
  const toMs = Date.now();
  const history: History = { events, fromMs: toMs - days * dayMs, toMs };
  const bytesAnEvent = async (bytes: () => Promise<number>, fill: () => Promise<void>): Promise<number> => {
    const before = await bytes();
    await fill();
    return ((await bytes()) - before) / events;
  };
  const size = `${events.toLocaleString('en')} events in ${days} days`;
  const peerName = 'Umami';
  // Once: neither side is filled twice.
  const ours = await bytesAnEvent(
    () => usedMemory(redis),
    () => fillMortar(redis, site, history),
  );
  const theirs = await bytesAnEvent(
    () => umamiBytes(umami),
    () => fillUmami(umami, history),
  );
  report({ ...inBytes(ours, theirs), bench, case: `bytes an event, ${size}`, peerName: 'Umami, on disk' });

  await checkSame(mortar, umami);
  const medianMs = async (read: () => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let index = 0; index < reads; index += 1) {
      const started = performance.now();
      await read();
      times.push(performance.now() - started);
    }
    return median(times);
  };
  for (const [what, ask, askPeer] of [
    ['the live figures', () => mortar.ask(liveQuery), () => umamiLive(umami)],
    [
      'totals, page views by day and the top ten pages of 30 days',
      () => mortar.ask(monthQuery(history)),
      () => umamiMonth(umami, history),
    ],
  ] as const)
    report(
      await compare({
        bench,
        case: `${what} of ${size}`,
        unit: 'ms',
        lessIsBetter: true,
        peerName,
        mortar: () => medianMs(ask),
        peer: () => medianMs(askPeer),
      }),
    );
  report(
    await compare({
      bench,
      case: 'from an event to the picture of one who watches, median of 12',
      unit: 'ms',
      lessIsBetter: true,
      rounds: 1,
      peerName: `Umami, asked every ${pollMs / 1_000} seconds`,
      mortar: () => medianDelayMs(mortar.watch(), () => mortar.send()),
      peer: () => medianDelayMs(pollUmami(umami), () => sendUmami(umami)),
    }),
  );
}

async function compareTaking({ report }: BenchContext, mortar: Mortar, umami: Umami): Promise<void> {
  const tokens = await Promise.all(
    Array.from({ length: returning }, async (_each, index) => trackerToken(umami, String(visitorOf(index)))),
  );
  let next = 0;
  for (const [who, visitor, cached] of [
    ['visitors who come back', () => visitorOf(next % returning), true],
    ['new visitors', () => 1_000_000 + next, false],
  ] as const)
    report(
      await compare({
        bench,
        case: `events taken over HTTP, one a request, ${who}, ${inFlight} in flight`,
        unit: 'events/s',
        peerName: 'Umami',
        mortar: () =>
          fire(mortar.collectUrl, 'POST', senderHeaders, inFlight, () => {
            next += 1;
            return { body: collectBody(String(visitor()), pageOf(next)) };
          }),
        peer: () =>
          fire(`${umami.url}/api/send`, 'POST', trackerHeaders, inFlight, () => {
            next += 1;
            const headers: Record<string, string> = cached
              ? { 'x-umami-cache': tokens[next % returning] as string }
              : {};
            return { headers, body: JSON.stringify(umamiEvent(String(visitor()), pageOf(next))) };
          }),
      }),
    );
}

const liveQuery = `{ metrics(site: "${site}") { live {
  activeVisitors pageViews perMinute { at value } topPages { key count }
} } }`;

function monthQuery({ fromMs, toMs }: History): string {
  const range = `from: "${new Date(fromMs).toISOString()}", to: "${new Date(toMs).toISOString()}"`;
  return `{ metrics(site: "${site}") {
    totals(${range}) { pageViews visitors sessions bounceRate }
    series(metric: PAGE_VIEWS, interval: DAY, ${range}) { at value }
    top(dimension: PAGE, ${range}, first: 10) { key count }
  } }`;
}

async function askUmami<Data>({ url, headers }: Umami, path: string): Promise<Data> {
  const reply = await fetch(`${url}/api/${path}`, { headers });
  if (!reply.ok) throw new Error(`Umami answers ${path} with ${reply.status}: ${await reply.text()}`);
  return (await reply.json()) as Data;
}

interface Realtime {
  readonly series: { readonly views: readonly { readonly x: string; readonly y: number }[] };
  readonly urls: Readonly<Record<string, number>>;
}

function umamiLive(umami: Umami): Promise<[{ readonly visitors: number }, Realtime]> {
  const { website } = umami;
  return Promise.all([
    askUmami<{ readonly visitors: number }>(umami, `websites/${website}/active`),
    askUmami<Realtime>(umami, `realtime/${website}`),
  ]);
}

function umamiMonth(umami: Umami, { fromMs, toMs }: History): Promise<unknown[]> {
  const range = `startAt=${fromMs}&endAt=${toMs}`;
  return Promise.all(
    [`stats?${range}`, `pageviews?${range}&unit=day&timezone=UTC`, `metrics?${range}&type=path&limit=10`].map((path) =>
      askUmami(umami, `websites/${umami.website}/${path}`),
    ),
  );
}

function sendUmami(umami: Umami): Promise<unknown> {
  sent += 1;
  return trackerToken(umami, 'a visitor', `${delayed}${sent}`);
}

/** How many of the events that are sent to be seen its realtime page has. */
async function* pollUmami(umami: Umami): AsyncGenerator<number> {
  for (;;) {
    const [, { urls }] = await umamiLive(umami);
    const seen = Object.keys(urls).filter((path) => path.startsWith(delayed));
    yield Math.max(0, ...seen.map((path) => Number(path.slice(delayed.length))));
    await wait(pollMs);
  }
}

/** Minute for minute, but for the running one, which goes on between the two readings. */
async function checkSame(mortar: Mortar, umami: Umami): Promise<void> {
  const { metrics } = await mortar.ask<{
    metrics: { live: { perMinute: { at: string; value: number }[] } };
  }>(liveQuery);
  const [, { series }] = await umamiLive(umami);
  const theirs = new Map(series.views.map(({ x, y }) => [Date.parse(x), Number(y)]));
  for (const { at, value } of metrics.live.perMinute.slice(0, -1))
    if ((theirs.get(Date.parse(at)) ?? 0) !== value)
      throw new Error(`${at} has ${value} page views here, and ${theirs.get(Date.parse(at))} in Umami`);
}

function inBytes(mortar: number, peer: number) {
  const round = (value: number): number => Number(value.toPrecision(3));
  return { unit: 'bytes', mortar: round(mortar), peer: round(peer), ratio: round(peer / mortar) };
}

async function usedMemory(redis: RedisHandle): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.client.info('memory'))?.[1]);
}
