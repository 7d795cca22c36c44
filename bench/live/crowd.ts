// Many thousand subscribers of one process, from several processes with addresses of their own, against a bare broadcast: what a socket
// costs in memory, how late a message at one per second is, and how long it takes until all are back that lost their connection at once.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { Messages } from '../../src/redis/message/message.ts';
import { Sessions } from '../../src/redis/session/session.ts';
import { newUser } from '../../tests/support/account.ts';
import { startProbe } from '../attack/run.ts';
import { BuiltServers } from '../built-servers.ts';
import { type Row, toRow } from '../compare.ts';
import type { BenchContext } from '../context.ts';
import { type BenchServer, startServerProcess } from '../server-process.ts';
import type { CrowdAnswer, CrowdOrder, CrowdStart } from './crowd-process.ts';
import { payloadOf, peerMessage } from './shape.ts';
import { timedId } from './subscribers.ts';

const settings = {
  socketsPerProcess: 5_000,
  messages: 20,
  everyMs: 1_000,
  settleMs: 2_000,
  stormEveryMs: 1_000,
} as const;
/** What this size must hold to; what compression costs shows with fewer. */
const allowed = { p99: 250, stormMs: 10_000, queryMs: 1_000 } as const;
const compressed = 1_000;
const query = JSON.stringify({ query: '{ __typename }' });

interface Side {
  readonly server: BenchServer;
  readonly token?: string | undefined;
  readonly deflate?: boolean;
  /** Whether it answers queries, too. */
  readonly answers?: boolean;
  publish(index: number): Promise<unknown>;
}

interface Measured {
  readonly bytes: number;
  readonly perCoreSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly stormMs: number;
  /** The longest of the queries that somebody else sent during the storm. */
  readonly queryMs: number;
}

export async function benchCrowd({ redis, redisUrl, report }: BenchContext, count: number): Promise<void> {
  const publisher = new Redis(redisUrl);
  const messages = new Messages(redis);
  const client = { ipAddress: '127.0.0.1', userAgent: null };
  const userId = await newUser(redis, ['ADMIN']);
  const issued = await new Sessions(redis).start({ userId, transport: 'BEARER', client });
  const built = new BuiltServers('crowd');
  const start = async (file: string, options = {}) =>
    startServerProcess(await built.build(file), redis, redisUrl, options);
  const broadcast = async (deflate: boolean, sockets: number): Promise<Measured> => {
    const publish = (index: number) =>
      publisher.publish('bare:message', JSON.stringify(peerMessage(timedId(index), index)));
    return measure({ server: await start('live/bare.ts', { deflate }), deflate, publish }, sockets);
  };
  try {
    const mortar = await measure(
      {
        server: await start('http/mortar.ts'),
        token: issued?.token,
        answers: true,
        publish: (index) => messages.publish('bench', payloadOf(timedId(index))),
      },
      count,
    );
    const bare = await broadcast(false, count);
    reportCrowd(report, count, mortar, bare);
    const few = Math.min(count, compressed);
    const [off, on] = [await broadcast(false, few), await broadcast(true, few)];
    for (const { what, unit, key, lessIsBetter } of costs) {
      const head = { bench: 'live', case: `bare broadcast: ${what(few)}`, unit, lessIsBetter };
      report(toRow({ ...head, peerName: 'the same with permessage-deflate' }, off[key], on[key]));
    }
  } finally {
    built.remove();
    publisher.disconnect();
  }
}

const costs = [
  { what: (count: number) => `memory of a socket, ${count} open`, unit: 'bytes', key: 'bytes', lessIsBetter: true },
  {
    what: (count: number) => `a message per second to ${count} over WebSocket`,
    unit: 'deliveries per core second',
    key: 'perCoreSecond',
    lessIsBetter: false,
  },
] as const;

function reportCrowd(report: BenchContext['report'], count: number, mortar: Measured, bare: Measured): void {
  const row = (name: string, unit: string, key: keyof Measured, limit?: number, lessIsBetter = true): Row => {
    const peerName = limit === undefined ? 'bare broadcast, no GraphQL' : 'what is allowed';
    return toRow({ bench: 'live', case: name, unit, peerName, lessIsBetter }, mortar[key], limit ?? bare[key]);
  };
  for (const { what, unit, key, lessIsBetter } of costs) report(row(what(count), unit, key, undefined, lessIsBetter));
  const second = `a message per second to ${count} over WebSocket`;
  report(row(second, 'ms, p50', 'p50'));
  report(row(second, 'ms, p99', 'p99'));
  report(row(second, 'ms, p99', 'p99', allowed.p99));
  const storm = `${count} lose their connection at once, until each has had a message again`;
  report(row(storm, 'ms', 'stormMs'));
  report(row(storm, 'ms', 'stormMs', allowed.stormMs));
  report(row(`the longest query of others while ${count} come back`, 'ms', 'queryMs', allowed.queryMs));
}

async function measure({ server, token, deflate = false, answers, publish }: Side, count: number): Promise<Measured> {
  const crowds: ChildProcess[] = [];
  try {
    for (let left = count; left > 0; left -= settings.socketsPerProcess) {
      const own = Math.min(left, settings.socketsPerProcess);
      const localAddress = `127.0.0.${crowds.length + 2}`;
      crowds.push(startCrowd({ url: server.url, token, count: own, localAddress, perMessageDeflate: deflate }));
    }
    const before = await server.residentBytes();
    await tellAll(crowds, 'open');
    await pause(settings.settleMs);
    const bytes = ((await server.residentBytes()) - before) / count;
    await tellAll(crowds, 'take');
    const cpuBefore = await server.cpuMicros();
    for (let index = 0; index < settings.messages; index += 1) {
      await publish(index);
      await pause(settings.everyMs);
    }
    const taken = await tellAll(crowds, 'take');
    const delivered = taken.flatMap(({ latencies }) => latencies).sort((a, b) => a - b);
    const cpuSeconds = ((await server.cpuMicros()) - cpuBefore) / 1e6;
    const quantile = (share: number): number => delivered[Math.floor(share * (delivered.length - 1))] ?? 0;
    const storm = await cause(crowds, publish, answers ? server.url : undefined);
    return { bytes, perCoreSecond: delivered.length / cpuSeconds, p50: quantile(0.5), p99: quantile(0.99), ...storm };
  } finally {
    await tellAll(crowds, 'close').catch(() => {});
    await server.close();
  }
}

/** All lose their connection at once, while messages go on, and somebody else asks for something at `url`. */
async function cause(
  crowds: readonly ChildProcess[],
  publish: Side['publish'],
  url: string | undefined,
): Promise<Pick<Measured, 'stormMs' | 'queryMs'>> {
  const probe = url === undefined ? undefined : startProbe(url, query);
  const began = performance.now();
  let index: number = settings.messages;
  const publishing = setInterval(() => void publish(index++), settings.stormEveryMs);
  try {
    await tellAll(crowds, 'storm');
  } finally {
    clearInterval(publishing);
  }
  const stormMs = performance.now() - began;
  const health = await probe?.();
  if (health && health.failed > 0) throw new Error(`${health.failed} queries failed during the storm`);
  return { stormMs, queryMs: health?.maxMs ?? 0 };
}

function startCrowd(start: CrowdStart): ChildProcess {
  return fork(new URL('./crowd-process.ts', import.meta.url), [JSON.stringify(start)]);
}

function tellAll(crowds: readonly ChildProcess[], order: CrowdOrder): Promise<CrowdAnswer[]> {
  return Promise.all(
    crowds.map(async (crowd) => {
      const answer = once(crowd, 'message', { signal: AbortSignal.timeout(120_000) });
      crowd.send(order);
      return ((await answer) as [CrowdAnswer])[0];
    }),
  );
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
