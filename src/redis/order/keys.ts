// The keys of the orders. `shard` spreads them over slots; see shard.ts.

import type { ChannelPrefix } from '../base/channels.ts';

export type OrderShardPart = 'outbox' | 'outbox-aside' | 'in-flight' | 'number' | 'by-number';

export const orderKeys = {
  /** A checkout and the order that it becomes. */
  order: (prefix: string, shard: number, id: string) => `${prefix}:{ord:${shard}}:order:${id}`,
  shard: (prefix: string, shard: number, part: OrderShardPart) => `${prefix}:{ord:${shard}}:${part}`,
  /** A shard's orders in one state, the newest last; '' for scripts that append the state. */
  byState: (prefix: string, shard: number, state: string) => `${prefix}:{ord:${shard}}:state:${state}`,
  /** An owner's orders, newest last. */
  ofOwner: (prefix: string, owner: string) => `${prefix}:{orders:${owner}}`,
  /** Orders with a product or an e-mail address, newest last; see search.ts. */
  byTerm: (prefix: string, term: string) => `${prefix}:{orders-by:${term}}`,
  /** A mailed link that shows an order, by the digest of its token. */
  link: (prefix: string, digest: string) => `${prefix}:order-link:{${digest}}`,
  /** There while a session may see an order that is not its own. */
  access: (prefix: string, session: string, id: string) => `${prefix}:order-access:{${session}}:${id}`,
  /** Channel: an order moved. */
  changed: (prefix: ChannelPrefix, id: string) => `${prefix}:order-changed:${id}`,
} as const;
