// The keys of the recommendations.

export const recommendationKeys = {
  /** What a product went together with (`together`) and what is shown of it (`top`). */
  of: (prefix: string, sku: string, part: 'together' | 'top') => `${prefix}:{rec:${sku}}:${part}`,
  /** Marks an event that was counted for a product. */
  seen: (prefix: string, sku: string, event: string) => `${prefix}:{rec:${sku}}:seen:${event}`,
  /** How much each product is wanted at present. */
  trending: (prefix: string) => `${prefix}:{trend}:products`,
  /** Marks an event that was counted in it. */
  trendingSeen: (prefix: string, event: string) => `${prefix}:{trend}:seen:${event}`,
  /** What a visitor has looked at lately. */
  viewed: (prefix: string, shard: number, visitor: string) => `${prefix}:{viewed:${shard}}:${visitor}`,
} as const;
