// Sessions are spread over a few slots. One script then judges many of them, on a cluster too, and one look at a shard
// tells a process whether any of what it remembers of the shard's sessions has changed.

import type { RedisHandle } from '../base/handle.ts';
import type { Shards } from '../base/shards.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The hash tag of a shard. */
export const sessionTag = (shard: number): string => `session:${shard}`;

/** Which shard an owner's sessions are in is told by its id alone. */
export function sessionShards({ shards }: Pick<RedisHandle, 'shards'>): Shards {
  return shards.for('session', { count: 16, of: (owner) => alphabet.indexOf(owner.charAt(1)) % 16 });
}
