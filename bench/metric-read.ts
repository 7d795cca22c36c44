// Reading a month by day, as a dashboard's chart does: one script a few hundred buckets, against a command a bucket. Once as the
// reader waits for it, and once as the time that Redis' own thread has worked.

import type { RedisHandle } from '../src/redis/base/handle.ts';
import { metricKeys, part } from '../src/redis/metric/keys.ts';
import { Metrics } from '../src/redis/metric/metric.ts';
import { siteShards } from '../src/redis/metric/shard.ts';
import { time } from '../src/redis/metric/time.ts';
import { compare } from './compare.ts';
import type { BenchContext } from './context.ts';

const site = 'month';
const days = 31;
const eventsPerDay = 2_000;
const visitors = 8_000;
const reads = 50;
const from = Date.parse('2026-05-01T00:00:00Z');
const range = [new Date(from), new Date(from + days * time.dayMs)] as const;

export async function benchMetricRead({ redis, report }: BenchContext): Promise<void> {
  const metrics = new Metrics(redis);
  for (let index = 0; index < days * eventsPerDay; index += 500)
    await metrics.track(site, month(index), { imported: true });

  const elapsedMs = async (work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    for (let time = 0; time < reads; time++) await work();
    return (performance.now() - started) / reads;
  };
  const redisMs = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await cpuMs(redis);
    for (let time = 0; time < reads; time++) await work();
    return ((await cpuMs(redis)) - before) / reads;
  };
  const single = async (command: (key: (name: (at: number) => string) => string, pipeline: Pipeline) => void) => {
    const pipeline = redis.client.pipeline();
    for (let day = 0; day < days; day++)
      for (const shard of siteShards(redis, site).numbers)
        command((name) => metricKeys.bucket(redis.prefix, site, shard, name(from + day * time.dayMs)), pipeline);
    await pipeline.exec();
  };
  type Pipeline = ReturnType<typeof redis.client.pipeline>;
  for (const [metric, command] of [
    ['PAGE_VIEWS', (key, pipeline) => pipeline.hget(key(part.dayCounts), 'p')],
    ['VISITORS', (key, pipeline) => pipeline.pfcount(key(part.dayVisitors))],
  ] as const satisfies [string, Parameters<typeof single>[0]][]) {
    for (const [measure, unit] of [
      [elapsedMs, 'ms'],
      [redisMs, 'ms of Redis'],
    ] as const)
      report(
        await compare({
          bench: 'metric-read',
          case: `${metric} of ${days} days by day, ${days * eventsPerDay} events`,
          unit,
          lessIsBetter: true,
          peerName: 'one command a bucket, pipelined',
          mortar: () => measure(() => metrics.series(site, metric, 'DAY', ...range)),
          peer: () => measure(() => single(command)),
        }),
      );
  }
}

async function cpuMs({ client }: RedisHandle): Promise<number> {
  const info = await client.info('cpu');
  const secondsOf = (what: string): number =>
    Number(new RegExp(`^used_cpu_${what}_main_thread:(\\S+)`, 'm').exec(info)?.[1]);
  return (secondsOf('user') + secondsOf('sys')) * 1_000;
}

function month(first: number) {
  return Array.from({ length: 500 }, (_, offset) => {
    const index = first + offset;
    return {
      eventId: `${index}`,
      type: 'PAGE_VIEW' as const,
      visitorId: `visitor-${(index * 7) % visitors}`,
      path: `/products/${index % 150}`,
      at: new Date(from + Math.floor((index / eventsPerDay) * time.dayMs)),
    };
  });
}
