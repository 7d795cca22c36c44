// The limiter's script with a clock in the test's hands.

import { RedisHandle } from '../../src/redis/base/handle.ts';
import { ShardPlan } from '../../src/redis/base/shards.ts';
import { type RateLimitCheck, takeAll, takeScript } from '../../src/redis/rate-limit/take.ts';
import { loadSource } from '../support/lua-clock.ts';

/** Somewhere in 2027. */
export const clockStart = 1_800_000_000_000_000;

export interface LimitClock {
  /** @param micros of the Unix time. */
  set(micros: number): Promise<unknown>;
  take(operations: readonly (readonly RateLimitCheck[])[]): Promise<number[][]>;
}

/** All callers are in the slot of the clock, as in a data set of layout 1. */
export function openLimitClock({ client, prefix }: RedisHandle): LimitClock {
  const redis = new RedisHandle(client, prefix, new ShardPlan());
  const key = `${redis.prefix}:{limit}:clock`;
  const script = loadSource(takeScript, key);
  return {
    set: (micros) => redis.client.set(key, `${Math.floor(micros / 1e6)} ${micros % 1e6}`),
    take: async (operations) => (await takeAll(redis, operations, { script, timeoutMs: 5_000 })) as number[][],
  };
}
