// How the cache is reported to administrators and invalidated by services.

import { rangeOf } from '../redis/base/problem.ts';
import type { CacheInvalidation, CachePoint, CacheReport } from '../redis/cache/cache.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { badInputBut } from './base/errors.ts';

export const seriesLimits = { defaultMinutes: 60, maxMinutes: 2_880 } as const;

/** The key of the cache's global id: all services share one. */
export const cacheKey = 'shared';

export interface InvalidateInput {
  readonly keys?: readonly string[] | null;
  readonly tags?: readonly string[] | null;
}

export function report({ stores }: Context): Promise<CacheReport> {
  return stores.cache.report();
}

export function series(lastMinutes: number | null | undefined, { stores }: Context): Promise<CachePoint[]> {
  const minutes = lastMinutes ?? seriesLimits.defaultMinutes;
  if (minutes < 1 || minutes > seriesLimits.maxMinutes)
    throw badInputBut(
      [rangeOf(1, seriesLimits.maxMinutes)],
      `lastMinutes must be from 1 to ${seriesLimits.maxMinutes}.`,
      'lastMinutes',
    );
  return stores.cache.series(minutes);
}

export function invalidate(
  { keys, tags }: InvalidateInput,
  { stores }: Context,
): Promise<Answer<{ invalidated: number }>> {
  const what: CacheInvalidation = { keys: keys ?? [], tags: tags ?? [] };
  return answer({ invalidated: 0 }, async () => ({ invalidated: await stores.cache.invalidate(what) }));
}
