// The registry is spread over slots by service: all instances of one service lie in one.

import type { RedisHandle } from '../base/handle.ts';
import type { ShardOrOne, Shards } from '../base/shards.ts';

export function serviceShards({ shards }: RedisHandle): Shards<ShardOrOne> {
  return shards.since(3, 'svc');
}
