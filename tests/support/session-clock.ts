// Lets time pass for one owner's sessions, by moving all their times into the past. Redis' own clock cannot be moved.

import type { RedisHandle } from '../../src/redis/handle.ts';
import { parseSessionId } from '../../src/redis/session-token.ts';

const timeFields = ['c', 'l', 'x', 'q', 'a'] as const;

export async function letTimePass(redis: RedisHandle, sessionIds: readonly string[], ms: number): Promise<void> {
  for (const id of sessionIds) {
    const address = parseSessionId(id);
    if (!address) throw new Error(`${id} is not a session's id`);
    const key = redis.keys.session(address.owner, address.name);
    const index = redis.keys.sessionIndex(address.owner);
    const values = await redis.client.hmget(key, ...timeFields);
    for (const [place, field] of timeFields.entries()) {
      const value = values[place];
      if (value && value !== '0') await redis.client.hset(key, field, Number(value) - ms);
    }
    const older = await redis.client.hget(key, 'o');
    if (older) {
      const moved = older.replace(/(.{12})(\d{10})/g, (_entry, hash: string, second: string) => {
        return hash + String(Math.floor(Number(second) - ms / 1000)).padStart(10, '0');
      });
      await redis.client.hset(key, 'o', moved);
    }
    const score = await redis.client.zscore(index, address.name);
    if (score !== null) await redis.client.zadd(index, 'XX', Number(score) - ms, address.name);
    const left = await redis.client.pttl(key);
    if (left > 0) await redis.client.pexpire(key, Math.max(1, left - ms));
  }
}
