// How many sessions are live, from what lua/include/live.lua counts: a few hundred numbers a shard, however many sessions there are.

import type { RedisHandle } from '../base/handle.ts';
import { sessionKeys } from './keys.ts';
import { sessionShards } from './shard.ts';

export interface LiveSessions {
  readonly guests: number;
  readonly accounts: number;
}

const stretchMs = 600_000;

/** The field that counts the sessions of an owner's kind that end at a time. */
export function liveField(owner: string, endsAtMs: number): string {
  return owner.charAt(0) + Math.floor(endsAtMs / stretchMs);
}

export async function countLive(redis: RedisHandle): Promise<LiveSessions> {
  const keys = sessionShards(redis).numbers.map((shard) => sessionKeys.live(redis.prefix, shard));
  const shards = await Promise.all(keys.map((key) => redis.client.hgetall(key)));
  const present = Math.floor(Date.now() / stretchMs);
  const sums = { g: 0, u: 0 };
  for (const [field, count] of shards.flatMap((counts) => Object.entries(counts))) {
    const kind = field.charAt(0);
    if ((kind === 'g' || kind === 'u') && Number(field.slice(1)) >= present) sums[kind] += Number(count) || 0;
  }
  return { guests: sums.g, accounts: sums.u };
}
