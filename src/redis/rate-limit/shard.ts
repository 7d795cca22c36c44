// What callers have used is spread over slots by caller: all policies of one caller lie in one slot and are decided at once.

import type { RedisHandle } from '../base/handle.ts';

/** '' for the one slot of a data set of layout 1. */
export type CallerShard = number | '';

const formerShards = { count: 1, of: () => 0 } as const;

export function callerShard({ shards }: RedisHandle, key: string): CallerShard {
  return shards.count === undefined ? '' : shards.for('limit', formerShards).of(key);
}

/** The same for many keys. */
export function callerShardsOf({ shards }: RedisHandle): (key: string) => CallerShard {
  if (shards.count === undefined) return () => '';
  const ofLimits = shards.for('limit', formerShards);
  return (key) => ofLimits.of(key);
}

export function callerShards({ shards }: RedisHandle): readonly CallerShard[] {
  return shards.count === undefined ? [''] : shards.for('limit', formerShards).numbers;
}
