// What was refused is counted too, so that nobody wonders where it went.

import type { RedisHandle } from '../base/handle.ts';
import { metricLimits } from './bucket.ts';
import { metricKeys } from './keys.ts';
import { addFlat, ranked, type TopEntry } from './read.ts';
import { time } from './time.ts';

export async function countDropped(
  { client, prefix }: RedisHandle,
  site: string,
  nowMs: number,
  reasons: ReadonlyMap<string, number>,
): Promise<void> {
  const key = metricKeys.dropped(prefix, site, Math.floor(nowMs / time.dayMs));
  const pipeline = client.pipeline();
  for (const [reason, count] of reasons) pipeline.hincrby(key, reason, count);
  await pipeline.expire(key, metricLimits.dayTtlSeconds).exec();
}

export async function readDropped(
  { client, prefix }: RedisHandle,
  site: string,
  fromMs: number,
  toMs: number,
): Promise<TopEntry[]> {
  const days: number[] = [];
  for (let day = Math.floor(fromMs / time.dayMs); day * time.dayMs < toMs; day++) days.push(day);
  const sums = new Map<string, number>();
  for (const counts of await Promise.all(days.map((day) => client.hgetall(metricKeys.dropped(prefix, site, day)))))
    addFlat(sums, Object.entries(counts).flat());
  return ranked(sums, metricLimits.top.max);
}
