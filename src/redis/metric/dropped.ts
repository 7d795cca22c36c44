// What was refused is counted too, so that nobody wonders where it went.

import type { RedisHandle } from '../base/handle.ts';
import { bucketsSince, keeping, metricLimits } from './bucket.ts';
import { metricKeys } from './keys.ts';
import { addFlat, ranked, type TopEntry } from './read.ts';
import { floorTo, time } from './time.ts';

export async function countDropped(
  { client, prefix }: RedisHandle,
  site: string,
  nowMs: number,
  reasons: ReadonlyMap<string, number>,
  keptDays: number,
): Promise<void> {
  const key = metricKeys.dropped(prefix, site, Math.floor(nowMs / time.dayMs));
  const pipeline = client.pipeline();
  for (const [reason, count] of reasons) pipeline.hincrby(key, reason, count);
  await pipeline.expire(key, (keptDays * time.dayMs) / 1_000).exec();
}

/** Null if a day is older than what is surely kept, and not there. */
export async function readDropped(
  { client, prefix }: RedisHandle,
  site: string,
  { fromMs, toMs, nowMs }: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
): Promise<TopEntry[] | null> {
  const since = bucketsSince(nowMs, keeping.days.least, time.dayMs);
  const days: number[] = [];
  for (let day = floorTo(fromMs, time.dayMs); day < toMs; day += time.dayMs) days.push(day);
  const found = await Promise.all(
    days.map((day) => client.hgetall(metricKeys.dropped(prefix, site, day / time.dayMs))),
  );
  const sums = new Map<string, number>();
  for (const [index, counts] of found.entries()) {
    const entries = Object.entries(counts);
    if (entries.length === 0 && (days[index] as number) < since) return null;
    addFlat(sums, entries.flat());
  }
  return ranked(sums, metricLimits.top.max);
}
