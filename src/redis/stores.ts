// All stores over one Redis: what the resolvers, the worker and the commands share.

import type { RedisHandle } from './handle.ts';

export interface Stores {
  readonly redis: RedisHandle;
}

export function createStores(redis: RedisHandle): Stores {
  return { redis };
}
