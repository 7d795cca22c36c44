// The keys of the recommendations.

import { type ShardOrOne, tagOfShard } from '../base/shards.ts';

export const recommendationKeys = {
  /** What a product went together with (`together`) and what is shown of it (`top`). */
  of: (prefix: string, sku: string, part: 'together' | 'top') => `${prefix}:{rec:${sku}}:${part}`,
  /** Marks an event that was counted for a product. */
  seen: (prefix: string, sku: string, event: string) => `${prefix}:{rec:${sku}}:seen:${event}`,
  /** How much each product of a shard is wanted at present. */
  trending: (prefix: string, shard: ShardOrOne) => `${prefix}:{${tagOfShard('trend', shard)}}:products`,
  /** Marks an event that was counted in it. */
  trendingSeen: (prefix: string, shard: ShardOrOne, event: string) =>
    `${prefix}:{${tagOfShard('trend', shard)}}:seen:${event}`,
  /** What a visitor has looked at lately. */
  viewed: (prefix: string, shard: number, visitor: string) => `${prefix}:{viewed:${shard}}:${visitor}`,
} as const;
