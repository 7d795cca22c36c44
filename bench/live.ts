// Live delivery: many subscribers of one subscription over real sockets, against Yoga with graphql-ws and
// graphql-redis-subscriptions, Mercurius with its Redis emitter, and a bare broadcast without GraphQL, which is the floor. The
// same payload everywhere. Mortar's side also has sessions, limits, cursors, what was missed, and a bound for who is slow.

import { Redis } from 'ioredis';
import { Messages } from '../src/redis/message/message.ts';
import { Metrics } from '../src/redis/metric/metric.ts';
import { Sessions } from '../src/redis/session/session.ts';
import { newUser } from '../tests/support/account.ts';
import { BuiltServers } from './built-servers.ts';
import { median, type Row, toRow } from './compare.ts';
import type { BenchContext } from './context.ts';
import { benchCrowd } from './live/crowd.ts';
import { fieldOf, payloadOf, peerMessage, peerPicture, subscriptions, type What } from './live/shape.ts';
import { type Subscribers, subscribe, type Transport, timedId } from './live/subscribers.ts';
import { importPeer } from './peer.ts';
import { type BenchServer, startServerProcess } from './server-process.ts';

interface Side {
  readonly name: string;
  readonly server: BenchServer;
  readonly token?: string;
  publish(what: What, index: number): Promise<unknown>;
}

/** Messages on their way at once, where as many are sent as are taken. */
const window = 4;
const rounds = 5;

export async function benchLive(context: BenchContext): Promise<void> {
  if (context.sockets) return benchCrowd(context, context.sockets);
  const publisher = new Redis(context.redisUrl);
  const { default: redisEmitter } = await importPeer<{ default(options: object): Emitter }>('mqemitter-redis');
  const emitter = redisEmitter({ connectionString: context.redisUrl });
  const built = new BuiltServers('live');
  const sides = await openSides(context, built, publisher, emitter);
  const streaming = sides.filter(({ name }) => !name.includes('Mercurius'));
  const cases: readonly (readonly [readonly Side[], Case])[] = [
    ...[1, 100, 1_000].map((count) => [sides, { transport: 'WebSocket', count, ...saturated(count) }] as const),
    ...(['message', 'picture'] as const).map(
      (what) => [sides, { transport: 'WebSocket', count: 1_000, ...atRate(what, 10) }] as const,
    ),
    ...[100, 1_000].map((count) => [streaming, { transport: 'SSE', count, ...saturated(count) }] as const),
  ];
  const chosen = cases.filter(([, one]) => nameOf(one).includes(context.only ?? ''));
  if (chosen.length === 0)
    throw new Error(`No case is named so. The cases: ${cases.map(([, one]) => nameOf(one)).join('; ')}`);
  for (const [some, one] of chosen) await measure(context, some, one);
  for (const { server } of sides) await server.close();
  built.remove();
  await new Promise<void>((resolve) => emitter.close(resolve));
  publisher.disconnect();
}

/** Of mqemitter-redis, as much as is used. */
interface Emitter {
  emit(message: object, done: (error?: Error) => void): void;
  close(done: () => void): void;
}

async function openSides(
  { redis, redisUrl }: BenchContext,
  built: BuiltServers,
  publisher: Redis,
  emitter: Emitter,
): Promise<Side[]> {
  const start = async (file: string) => startServerProcess(await built.build(file), redis, redisUrl);
  const [metrics, messages] = [new Metrics(redis), new Messages(redis)];
  const client = { ipAddress: '127.0.0.1', userAgent: null };
  const userId = await newUser(redis, ['ADMIN']);
  const issued = await new Sessions(redis).start({ userId, transport: 'BEARER', client });
  const payload = (what: What, index: number) =>
    what === 'message' ? peerMessage(timedId(index), index) : peerPicture(index);
  const overPubSub = (name: string) => (what: What, index: number) =>
    publisher.publish(`${name}:${what}`, JSON.stringify(payload(what, index)));
  return [
    {
      name: 'Mortar',
      server: await start('http/mortar.ts'),
      token: issued?.token,
      publish: (what, index) =>
        what === 'message'
          ? messages.publish('bench', payloadOf(timedId(index)))
          : metrics.track('bench', [
              { eventId: String(index), type: 'PAGE_VIEW', visitorId: `v${index}`, path: `/product/${index % 10}` },
            ]),
    },
    {
      name: 'Yoga, graphql-ws and graphql-redis-subscriptions',
      server: await start('live/stock.ts'),
      publish: overPubSub('stock'),
    },
    {
      name: 'Mercurius with mqemitter-redis',
      server: await start('live/mercurius.ts'),
      publish: (what, index) =>
        new Promise<void>((resolve, reject) => {
          emitter.emit({ topic: what, payload: { [fieldOf[what]]: payload(what, index) } }, (error) =>
            error ? reject(error) : resolve(),
          );
        }),
    },
    { name: 'bare broadcast, no GraphQL', server: await start('live/bare.ts'), publish: overPubSub('bare') },
  ];
}

interface Case {
  readonly transport: Transport;
  readonly count: number;
  readonly what: What;
  readonly how: string;
  /** Sends messages to the subscribers and waits for their deliveries; returns how many a second there were. */
  run(side: Side, subscribers: Subscribers): Promise<number>;
  /** Whether it is the rate that is measured, or the latency at a rate that is given. */
  readonly rate: boolean;
}

const nameOf = ({ how, count, transport }: Case): string => `${how} to ${count} over ${transport}`;

let sent = 0;

/** As many as are taken: a few are on their way at any time. */
function saturated(count: number): Pick<Case, 'what' | 'how' | 'run' | 'rate'> {
  const messages = Math.max(20, Math.min(500, 10_000 / count));
  return {
    what: 'message',
    how: 'a message',
    rate: true,
    run: async ({ publish }, subscribers) => {
      const before = subscribers.delivered;
      const started = performance.now();
      for (let index = 0; index < messages; index += 1) {
        if (index >= window) await subscribers.until(before + (index - window + 1) * count);
        sent += 1;
        void publish('message', sent);
      }
      await subscribers.until(before + messages * count);
      return (messages * count) / ((performance.now() - started) / 1_000);
    },
  };
}

function atRate(what: What, perSecond: number): Pick<Case, 'what' | 'how' | 'run' | 'rate'> {
  const messages = 2 * perSecond;
  return {
    what,
    how: `${what === 'message' ? 'a message' : 'the whole picture'}, ${perSecond} a second`,
    rate: false,
    run: async ({ publish }, subscribers) => {
      const before = subscribers.delivered;
      for (let index = 0; index < messages; index += 1) {
        sent += 1;
        void publish(what, sent);
        await new Promise((resolve) => setTimeout(resolve, 1_000 / perSecond));
      }
      // A picture may stand for two changes.
      const least = what === 'message' ? messages : 1;
      await subscribers.until(before + least * subscribers.count);
      return perSecond * subscribers.count;
    },
  };
}

interface Measured {
  readonly rate: number;
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

async function measure({ report }: BenchContext, sides: readonly Side[], one: Case): Promise<void> {
  const { transport, count, what, ...how } = one;
  const opened: Subscribers[] = [];
  for (const { server, token } of sides)
    opened.push(await subscribe(server.url, transport, subscriptions[what], count, { token }));
  const results: Measured[][] = sides.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, side] of sides.entries()) {
      const subscribers = opened[index] as Subscribers;
      // What came with the subscription itself is no delivery of a change.
      await new Promise((resolve) => setTimeout(resolve, 300));
      subscribers.takeLatencies();
      const [before, cpuBefore] = [subscribers.delivered, await side.server.cpuMicros()];
      const rate = await how.run(side, subscribers);
      const cpu = ((await side.server.cpuMicros()) - cpuBefore) / (subscribers.delivered - before);
      const latencies = subscribers.takeLatencies().sort((a, b) => a - b);
      const quantile = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
      if (round > 0) results[index]?.push({ rate, cpu, p50: quantile(0.5), p99: quantile(0.99) });
    }
  }
  for (const subscribers of opened) subscribers.close();
  const medians = results.map((side) => ({
    rate: median(side.map(({ rate }) => rate)),
    cpu: median(side.map(({ cpu }) => cpu)),
    p50: median(side.map(({ p50 }) => p50)),
    p99: median(side.map(({ p99 }) => p99)),
  }));
  const [mortar, ...others] = medians as [Measured, ...Measured[]];
  const name = nameOf(one);
  for (const [index, peer] of others.entries()) {
    const row = (unit: string, key: keyof Measured, lessIsBetter = true): Row =>
      toRow(
        { bench: 'live', case: name, unit, peerName: sides[index + 1]?.name ?? '', lessIsBetter },
        mortar[key],
        peer[key],
      );
    if (how.rate) report(row('deliveries/s', 'rate', false));
    report(row('µs of CPU a delivery', 'cpu'));
    if (!how.rate && what === 'message') {
      report(row('ms, p50', 'p50'));
      report(row('ms, p99', 'p99'));
    }
  }
}
