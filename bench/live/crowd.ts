// Many thousand subscribers of one process, from several processes with addresses of their own, against a bare broadcast: what a socket
// costs in memory, how late a message at one per second is, and how long it takes until all are back that lost their connection at once.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { Messages } from '../../src/redis/message/message.ts';
import { Sessions } from '../../src/redis/session/session.ts';
import { newUser } from '../../tests/support/account.ts';
import { type Row, toRow } from '../compare.ts';
import type { BenchContext } from '../context.ts';
import { type BenchServer, startServerProcess } from '../server-process.ts';
import type { CrowdAnswer, CrowdOrder, CrowdStart } from './crowd-process.ts';
import { payloadOf, peerMessage } from './shape.ts';
import { timedId } from './subscribers.ts';

const settings = { socketsPerProcess: 5_000, messages: 20, everyMs: 1_000, settleMs: 2_000 } as const;

interface Side {
  readonly server: BenchServer;
  readonly token?: string | undefined;
  publish(index: number): Promise<unknown>;
}

interface Measured {
  readonly bytes: number;
  readonly perCoreSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly stormMs: number;
}

export async function benchCrowd({ redis, redisUrl, report }: BenchContext, count: number): Promise<void> {
  const publisher = new Redis(redisUrl);
  const messages = new Messages(redis);
  const client = { ipAddress: '127.0.0.1', userAgent: null };
  const userId = await newUser(redis, ['ADMIN']);
  const issued = await new Sessions(redis).start({ userId, transport: 'BEARER', client });
  const start = (file: string) => startServerProcess(new URL(file, import.meta.url), redis, redisUrl);
  try {
    const mortar = await measure(
      {
        server: await start('../http/mortar.ts'),
        token: issued?.token,
        publish: (index) => messages.publish('bench', payloadOf(timedId(index))),
      },
      count,
    );
    const bare = await measure(
      {
        server: await start('bare.ts'),
        publish: (index) => publisher.publish('bare:message', JSON.stringify(peerMessage(timedId(index), index))),
      },
      count,
    );
    const row = (name: string, unit: string, key: keyof Measured, lessIsBetter = true): Row => {
      const head = { bench: 'live', case: name, unit, peerName: 'bare broadcast, no GraphQL', lessIsBetter };
      return toRow(head, mortar[key], bare[key]);
    };
    report(row(`memory of a socket, ${count} open`, 'bytes', 'bytes'));
    report(
      row(`a message per second to ${count} over WebSocket`, 'deliveries per core second', 'perCoreSecond', false),
    );
    report(row(`a message per second to ${count} over WebSocket`, 'ms, p50', 'p50'));
    report(row(`a message per second to ${count} over WebSocket`, 'ms, p99', 'p99'));
    report(row(`${count} lose their connection at once, until all have subscribed again`, 'ms', 'stormMs'));
  } finally {
    publisher.disconnect();
  }
}

async function measure({ server, token, publish }: Side, count: number): Promise<Measured> {
  const crowds: ChildProcess[] = [];
  try {
    for (let left = count; left > 0; left -= settings.socketsPerProcess) {
      const own = Math.min(left, settings.socketsPerProcess);
      crowds.push(startCrowd({ url: server.url, token, count: own, localAddress: `127.0.0.${crowds.length + 2}` }));
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
    const answers = await tellAll(crowds, 'take');
    const delivered = answers.flatMap(({ latencies }) => latencies).sort((a, b) => a - b);
    const cpuSeconds = ((await server.cpuMicros()) - cpuBefore) / 1e6;
    const quantile = (share: number): number => delivered[Math.floor(share * (delivered.length - 1))] ?? 0;
    const began = performance.now();
    await tellAll(crowds, 'storm');
    const stormMs = performance.now() - began;
    return { bytes, perCoreSecond: delivered.length / cpuSeconds, p50: quantile(0.5), p99: quantile(0.99), stormMs };
  } finally {
    await tellAll(crowds, 'close').catch(() => {});
    await server.close();
  }
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
