// Readers that stop reading under load, over each transport: what waits for them must stay within its bound, and others get everything.

import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { createStores, type Stores } from '../../src/redis/library.ts';
import { EventSourceFollower, SingleConnectionFollower, SocketFollower } from '../../tests/support/followers.ts';
import { scrape } from '../../tests/support/scrape.ts';
import { SingleConnection } from '../../tests/support/single-connection.ts';
import { bundle } from './bundle.ts';
import { MortarProcess } from './mortar-process.ts';
import { issueToken } from './restart.ts';
import type { Chaos, ChaosContext, Verdict } from './run.ts';

const settings = {
  topic: 'pause.numbers',
  site: 'default',
  /** Of each kind, half of them of a feed and half of a state. */
  pausedOfEachKind: 20,
  publishMs: 20,
  /** Characters of a message. */
  padding: 50_000,
  /** Of a result with its frame, at most. */
  resultBytes: 54_000,
  sampleMs: 500,
  catchUpMs: 60_000,
} as const;

const feed = `subscription { messages(topic: "${settings.topic}.padded") { payload } }`;
const state = `subscription { liveMetrics(site: "${settings.site}", everyMs: 100) { sequence topPages { key count } perMinute { at value } } }`;

export const chaosPause: Chaos = {
  about:
    'Readers over server-sent events, shared streams and WebSocket stop reading while others follow; what waits for them must stay within its bound, and the others must have everything.',
  seconds: 60,
  run,
};

interface Target {
  readonly port: number;
  readonly token: string;
}

type Close = () => void;

async function run(context: ChaosContext): Promise<Verdict> {
  const { redis, handle, folder, seconds, tell } = context;
  tell('building the server');
  const program = await bundle(new URL('./restart-server.ts', import.meta.url), folder, ['@node-rs/argon2']);
  const stores = createStores(handle);
  const target = { port: await freePort(), token: await issueToken(stores) };
  const metricsPort = await freePort();
  const server = new MortarProcess(program, { port: target.port, redisUrl: redis.url, drainSeconds: 1, metricsPort });
  const closers: Close[] = [];
  try {
    tell('starting the server');
    await server.start();
    const followed = {
      endpoint: `http://127.0.0.1:${target.port}/graphql`,
      token: target.token,
      topic: settings.topic,
    };
    const followers = [EventSourceFollower, SingleConnectionFollower, SocketFollower].map((Kind) => new Kind(followed));
    closers.push(...followers.map((follower) => () => follower.leave()));
    await Promise.all(followers.map(({ begun }) => begun));
    for (let index = 0; index < settings.pausedOfEachKind; index += 1)
      for (const pause of [pauseSocket, pauseStream, pauseShared])
        closers.push(await pause(target, index % 2 ? feed : state));
    const over = new AbortController();
    const publishing = publish(stores, over.signal);
    const seen = await sample(metricsPort, seconds, tell).finally(() => over.abort());
    const published = await publishing;
    const until = Date.now() + settings.catchUpMs;
    while (Date.now() < until && followers.some(({ numbers }) => numbers.length < published)) await wait(100);
    return judge(followers, published, seen);
  } finally {
    for (const close of closers) close();
    await server.kill();
  }
}

async function publish(stores: Stores, over: AbortSignal): Promise<number> {
  const padding = 'x'.repeat(settings.padding);
  let number = 0;
  while (!over.aborted) {
    const path = `/${number % 10}`;
    await Promise.all([
      stores.messages.publish(settings.topic, number),
      stores.messages.publish(`${settings.topic}.padded`, { number, padding }),
      stores.metrics.track(settings.site, [
        { eventId: String(number), type: 'PAGE_VIEW', visitorId: `v${number}`, path },
      ]),
    ]);
    number += 1;
    await wait(settings.publishMs);
  }
  return number;
}

interface Seen {
  /** The most at any time. */
  readonly waitingBytes: number;
  readonly residentBytes: number;
  readonly slowReaders: number;
}

async function sample(port: number, seconds: number, tell: (line: string) => void): Promise<Seen> {
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + seconds * 1_000;
  let [waitingBytes, residentBytes, slowReaders] = [0, 0, 0];
  while (Date.now() < until) {
    waitingBytes = Math.max(waitingBytes, await scrape(url, 'mortar_live_waiting_bytes'));
    residentBytes = Math.max(residentBytes, await scrape(url, 'process_resident_memory_bytes'));
    slowReaders = await scrape(url, 'mortar_live_slow_readers_total');
    tell(`at most ${waitingBytes} bytes waited, ${residentBytes >> 20} MiB resident, ${slowReaders} readers cut off`);
    await wait(settings.sampleMs);
  }
  console.error(
    `pause: at most ${waitingBytes} bytes waited, ${Math.round(residentBytes / 2 ** 20)} MiB resident, ${slowReaders} readers cut off`,
  );
  return { waitingBytes, residentBytes, slowReaders };
}

function judge(
  followers: readonly { readonly kind: string; readonly numbers: readonly number[] }[],
  published: number,
  { waitingBytes, slowReaders }: Seen,
): Verdict {
  const violations: string[] = [];
  const bound = 3 * settings.pausedOfEachKind * settings.resultBytes;
  if (waitingBytes > bound) violations.push(`${waitingBytes} bytes waited, and ${bound} may`);
  if (slowReaders > 3 * settings.pausedOfEachKind) violations.push(`${slowReaders} readers were cut off`);
  let [lost, duplicated] = [0, 0];
  for (const { kind, numbers } of followers) {
    const seen = new Set(numbers);
    lost += published - seen.size;
    duplicated += numbers.length - seen.size;
    if (seen.size < published) violations.push(`A follower by ${kind} has ${seen.size} of ${published}`);
    if (numbers.length > seen.size) violations.push(`A follower by ${kind} got ${numbers.length - seen.size} twice`);
  }
  return { accepted: published, lost, duplicated, stuck: 0, violations };
}

async function pauseSocket({ port, token }: Target, query: string): Promise<Close> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { token } }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: 'one', type: 'subscribe', payload: { query } }));
  socket.pause();
  return () => socket.terminate();
}

async function pauseStream(target: Target, query: string): Promise<Close> {
  return openPaused(target, `query=${encodeURIComponent(query)}`);
}

async function pauseShared(target: Target, query: string): Promise<Close> {
  const endpoint = `http://127.0.0.1:${target.port}/graphql`;
  const stream = await SingleConnection.reserve(endpoint, { authorization: `Bearer ${target.token}` });
  const close = await openPaused(target, `token=${stream.token}`);
  await stream.post('one', query);
  return close;
}

async function openPaused({ port, token }: Target, search: string): Promise<Close> {
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
  const asked: ClientRequest = request({ port, path: `/graphql?${search}`, headers, agent: false });
  asked.on('error', () => {});
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => {});
  response.pause();
  return () => void asked.destroy();
}
