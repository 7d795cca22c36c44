// Deciding whether a caller may go on, against rate-limiter-flexible and Upstash's sliding window over the same Redis. Mortar
// has everything on: it also counts each decision for the operators, by policy, minute and key.

import { createHash } from 'node:crypto';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { connect, type RedisClient, untilReady } from '../src/redis/base/connect.ts';
import { RateLimits } from '../src/redis/rate-limit/rate-limit.ts';
import { compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './context.ts';
import { importPeer } from './peer.ts';

const calls = 60_000;
const blockedCalls = 300_000;
const callers = 1_000;
/** More than the bench asks for, so that each call is admitted. */
const plenty = 10_000_000;

type Take = (key: string) => Promise<unknown>;

interface FlexibleOptions {
  storeClient: RedisClient;
  keyPrefix: string;
  points: number;
  duration: number;
  inMemoryBlockOnConsumed?: number;
}
interface FlexibleLimiter {
  consume(key: string): Promise<unknown>;
}
interface Flexible {
  RateLimiterRedis: new (options: FlexibleOptions) => FlexibleLimiter;
  BurstyRateLimiter: new (base: FlexibleLimiter, burst: FlexibleLimiter) => FlexibleLimiter;
}

interface UpstashClient {
  evalsha(sha: string, keys: string[], args: unknown[]): Promise<unknown>;
  eval(script: string, keys: string[], args: unknown[]): Promise<unknown>;
}
interface Upstash {
  Ratelimit: {
    new (options: {
      redis: UpstashClient;
      limiter: unknown;
      prefix: string;
      ephemeralCache: false;
      analytics: boolean;
    }): {
      limit(key: string): Promise<{ success: boolean }>;
    };
    slidingWindow(tokens: number, window: string): unknown;
  };
}

export async function benchRateLimits({ redis, redisUrl, report }: BenchContext): Promise<void> {
  const limits = new RateLimits(redis);
  await limits.set({ name: 'calls', limit: plenty, windowSeconds: 60 });
  await limits.set({ name: 'one', limit: 1, windowSeconds: 3_600 });
  await limits.set({ name: 'kept', limit: 60, windowSeconds: 3_600 });
  const peerClient = connect(parseRedisUrl(redisUrl), 'commands');
  await untilReady(peerClient, 5_000);
  const peers = await openPeers(peerClient);
  const rate = (take: Take, inFlight: number, total = calls) =>
    ratePerSecond(total, inFlight, (index) => take(`caller-${index % callers}`));

  for (const [peerName, take] of [
    ['rate-limiter-flexible', peers.flexible],
    ['rate-limiter-flexible Bursty, over its base', peers.bursty],
    ['Upstash sliding window', peers.upstash],
  ] as const) {
    for (const inFlight of [64, 512]) {
      report(
        await compare({
          bench: 'rate-limits',
          case: `decide, ${callers} callers, ${inFlight} in flight`,
          unit: 'decisions/s',
          peerName,
          mortar: () => rate((key) => limits.take('calls', key), inFlight),
          peer: () => rate(take, inFlight),
        }),
      );
    }
  }
  await limits.take('one', 'the-same');
  if ((await limits.take('one', 'the-same')).allowed) throw new Error('a blocked caller was admitted');
  report(
    await compare({
      bench: 'rate-limits',
      case: 'refuse a blocked caller, 64 in flight',
      unit: 'decisions/s',
      peerName: 'rate-limiter-flexible, in-memory block',
      mortar: () => ratePerSecond(blockedCalls, 64, () => limits.take('one', 'the-same')),
      peer: () => ratePerSecond(blockedCalls, 64, peers.refused),
    }),
  );
  for (let index = 0; index < callers; index += 1) {
    await limits.take('kept', `caller-${index}`);
    await peers.kept(`caller-${index}`);
  }
  report(
    await compare({
      bench: 'rate-limits',
      case: `memory of a caller, mean of ${callers}`,
      unit: 'bytes',
      lessIsBetter: true,
      peerName: 'rate-limiter-flexible',
      rounds: 1,
      mortar: () => memoryPerCaller(redis.client, `${redis.prefix}:{limit:*}:g:kept:*`),
      peer: () => memoryPerCaller(redis.client, 'rlflx-kept:*'),
    }),
  );
  await limits.close();
  peerClient.disconnect();
}

async function openPeers(client: RedisClient) {
  const { RateLimiterRedis, BurstyRateLimiter } = await importPeer<Flexible>('rate-limiter-flexible');
  const { Ratelimit } = await importPeer<Upstash>('@upstash/ratelimit');
  const limiter = (keyPrefix: string, points: number, duration: number, inMemoryBlockOnConsumed?: number) =>
    new RateLimiterRedis({ storeClient: client, keyPrefix, points, duration, inMemoryBlockOnConsumed });
  const flexible = limiter('rlflx', plenty, 60);
  const bursty = new BurstyRateLimiter(limiter('rlflx-base', 1, 3_600), limiter('rlflx-burst', plenty, 60));
  const kept = limiter('rlflx-kept', 60, 3_600);
  const blocking = limiter('rlflx-one', 1, 3_600, 2);
  const upstash = new Ratelimit({
    redis: upstashClient(client),
    limiter: Ratelimit.slidingWindow(plenty, '60 s'),
    prefix: 'upstash',
    ephemeralCache: false,
    analytics: false,
  });
  const isRefused = (outcome: unknown) => {
    if (outcome instanceof Error) throw outcome;
  };
  await blocking.consume('the-same');
  return {
    flexible: (key: string) => flexible.consume(key),
    bursty: (key: string) => bursty.consume(key),
    kept: (key: string) => kept.consume(key),
    upstash: async (key: string) => {
      if (!(await upstash.limit(key)).success) throw new Error('Upstash refused');
    },
    refused: () => blocking.consume('the-same').then(() => Promise.reject(new Error('admitted')), isRefused),
  };
}

/** What Upstash's limiter asks of its own client, over ioredis, one EVALSHA a call. */
function upstashClient(client: RedisClient): UpstashClient {
  const loaded = new Map<string, Promise<string>>();
  return {
    async evalsha(sha, keys, args) {
      const known = await loaded.get(sha);
      if (!known) throw new Error('NOSCRIPT');
      return client.evalsha(known, keys.length, ...keys, ...(args as string[]));
    },
    eval(script, keys, args) {
      // The first line sets a flag that Upstash's own server knows and Redis refuses.
      const source = script.replace(/^#!lua.*\n/, '');
      const load = client.script('LOAD', source) as Promise<string>;
      loaded.set(createHash('sha1').update(script).digest('hex'), load);
      return client.eval(source, keys.length, ...keys, ...(args as string[]));
    },
  };
}

async function memoryPerCaller(client: RedisClient, pattern: string): Promise<number> {
  const keys = await client.keys(pattern);
  if (keys.length !== callers) throw new Error(`${pattern} found ${keys.length} keys in the place of ${callers}`);
  let bytes = 0;
  for (const key of keys) bytes += Number(await client.memory('USAGE', key, 'SAMPLES', 0));
  return bytes / callers;
}
