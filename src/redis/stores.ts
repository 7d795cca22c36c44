// All stores over one Redis: what the resolvers, the worker and the commands share.

import type { RedisHandle } from './handle.ts';
import { Metrics } from './metric.ts';

export interface Stores {
  readonly redis: RedisHandle;
  readonly metrics: Metrics;
}

export function createStores(redis: RedisHandle): Stores {
  return {
    redis,
    metrics: new Metrics(redis),
  };
}
