// How much products are wanted is spread over slots by product.

import type { RedisHandle } from '../base/handle.ts';
import type { ShardOrOne, Shards } from '../base/shards.ts';

export function trendShards({ shards }: RedisHandle): Shards<ShardOrOne> {
  return shards.since(3, 'trend');
}
