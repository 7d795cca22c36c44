// The limiter's script with a clock in the test's hands.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { type RateLimitCheck, takeAll, takeScript } from '../../src/redis/rate-limit/take.ts';
import { loadSource } from '../support/lua-clock.ts';

/** Somewhere in 2027. */
export const clockStart = 1_800_000_000_000_000;

export interface LimitClock {
  /** @param micros of the Unix time. */
  set(micros: number): Promise<unknown>;
  take(operations: readonly (readonly RateLimitCheck[])[]): Promise<number[][]>;
}

export function openLimitClock(redis: RedisHandle): LimitClock {
  const key = `${redis.prefix}:{limit}:clock`;
  const script = loadSource(takeScript, key);
  return {
    set: (micros) => redis.client.set(key, `${Math.floor(micros / 1e6)} ${micros % 1e6}`),
    take: (operations) => takeAll(redis, operations, script),
  };
}
