// Lets time pass for one owner's sessions, by moving all their times into the past. Redis' own clock cannot be moved. No
// script has seen it, so the shard is made to lose its past: then nobody remembers anything of it.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import { liveField } from '../../src/redis/session/count.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { sessionShards } from '../../src/redis/session/shard.ts';
import { parseSessionId } from '../../src/redis/session/token.ts';

const passTimes = 4;
const detailTimes = ['c', 'q'] as const;

export async function letTimePass(redis: RedisHandle, sessionIds: readonly string[], ms: number): Promise<void> {
  const earlier = (time: string, by = ms): string => String(Math.floor(Number(time) - by)).padStart(time.length, '0');
  for (const id of sessionIds) {
    const address = parseSessionId(id);
    if (!address) throw new Error(`${id} is not a session's id`);
    const { owner, name } = address;
    const [passKey, key] = [sessionKeys.pass(redis, owner, name), sessionKeys.details(redis, owner, name)];
    await redis.client.del(sessionKeys.version(redis.prefix, sessionShards(redis).of(owner)));
    const pass = await redis.client.get(passKey);
    if (pass === null) continue;
    const times = pass.slice(0, 13 * passTimes).match(/\d{13}/g) ?? [];
    const moved = times.map((time) => (Number(time) === 0 ? time : earlier(time))).join('');
    await redis.client.set(passKey, moved + pass.slice(13 * passTimes), 'KEEPTTL');
    const details = await redis.client.hmget(key, ...detailTimes, 'o');
    for (const [place, field] of detailTimes.entries()) {
      const value = details[place];
      if (value) await redis.client.hset(key, field, earlier(value));
    }
    const older = details[detailTimes.length];
    if (older) {
      const shifted = older.replace(
        /(.{12})(\d{10})/g,
        (_entry, hash: string, second: string) => hash + earlier(second, ms / 1000),
      );
      await redis.client.hset(key, 'o', shifted);
    }
    const index = sessionKeys.index(redis, owner);
    const score = await redis.client.zscore(index, name);
    if (score !== null) {
      await redis.client.zadd(index, 'XX', Number(score) - ms, name);
      const live = sessionKeys.live(redis.prefix, sessionShards(redis).of(owner));
      await redis.client.hincrby(live, liveField(owner, Number(score)), -1);
      await redis.client.hincrby(live, liveField(owner, Number(score) - ms), 1);
    }
    for (const expiring of [passKey, key]) {
      const left = await redis.client.pttl(expiring);
      if (left > 0) await redis.client.pexpire(expiring, Math.max(1, left - ms));
    }
  }
}
