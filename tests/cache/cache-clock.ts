// Lets time pass for cached entries, by moving their times into the past. Redis' own clock cannot be moved.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { cacheKeys } from '../../src/redis/cache/keys.ts';
import { cacheShards } from '../../src/redis/cache/shared.ts';

const timePlaces = 39;

export async function letCacheAge(redis: RedisHandle, keys: readonly string[], ms: number): Promise<void> {
  for (const key of keys) {
    const entryKey = cacheKeys.entry(redis.prefix, cacheShards(redis).of(key), key);
    const text = await redis.client.get(entryKey);
    if (text === null) continue;
    const times = (text.slice(0, timePlaces).match(/\d{13}/g) ?? []).map((time) => Number(time) - ms);
    const leftMs = (await redis.client.pttl(entryKey)) - ms;
    if (leftMs <= 0) await redis.client.del(entryKey);
    else await redis.client.set(entryKey, times.join('') + text.slice(timePlaces), 'PX', leftMs);
  }
}
