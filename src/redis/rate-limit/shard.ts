// What callers have used is spread over slots by caller: all policies of one caller lie in one slot and are decided at once.

import type { RedisHandle } from '../base/handle.ts';
import type { ShardOrOne, Shards } from '../base/shards.ts';

export function callerShards({ shards }: RedisHandle): Shards<ShardOrOne> {
  return shards.since(2, 'limit');
}
