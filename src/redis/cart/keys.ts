// The keys of the carts. `shard` spreads them over slots; see outbox.ts.

import type { ChannelPrefix } from '../base/channels.ts';

export const cartKeys = {
  cart: (prefix: string, shard: number, owner: string) => `${prefix}:{cart:${shard}}:of:${owner}`,
  /** A guest's cart between being taken from the guest and arriving at the account. */
  taken: (prefix: string, shard: number, owner: string) => `${prefix}:{cart:${shard}}:taken:${owner}`,
  /** What was put into carts of a shard and is not counted yet. */
  outbox: (prefix: string, shard: number) => `${prefix}:{cart:${shard}}:outbox`,
  /** Channel: a cart changed. */
  changed: (prefix: ChannelPrefix, owner: string) => `${prefix}:cart-changed:${owner}`,
} as const;
