// The API to measure over HTTP, under the bench's keys.

import { type AppSettings, startApp } from '../src/app.ts';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { quietAppSettings } from '../tests/support/app-settings.ts';
import type { BenchContext } from './context.ts';

export async function startBenchApp({
  redis,
  redisUrl,
  responseCacheSeconds,
}: Pick<BenchContext, 'redis' | 'redisUrl'> & Pick<AppSettings, 'responseCacheSeconds'>): ReturnType<typeof startApp> {
  const app = await startApp({
    redis: parseRedisUrl(redisUrl),
    keyPrefix: redis.prefix,
    ...quietAppSettings,
    responseCacheSeconds,
    // All clients that are measured have one address, which is no reason to refuse them.
    exemptAddresses: ['127.0.0.0/8', '::1'],
    // All subscribers that are measured have one session and one address.
    liveBounds: { perSession: 100_000, perAddress: 100_000 },
  });
  // Events are counted against their limit for every address.
  const track = { name: 'track', targets: ['Mutation.track'], scope: 'IP' as const };
  await app.stores.rateLimits.set({ ...track, limit: 1_000_000, windowSeconds: 1, burst: 1_000_000 });
  return app;
}
