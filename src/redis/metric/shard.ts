// The visitors of a site are spread over slots: all that is kept of a visitor is in one of them.

import { hash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import type { FormerShards, Shards } from '../base/shards.ts';

const formerShards: FormerShards = {
  count: 16,
  of: (visitorId) => (hash('sha1', visitorId, 'buffer')[19] as number) % 16,
};

export function siteShards({ shards }: RedisHandle, site: string): Shards {
  return shards.for(`an:${site}`, formerShards);
}

/** How many shards every site has. */
export function siteShardCount({ shards }: RedisHandle): number {
  return shards.countOf(formerShards);
}
