// The keys of the registry of services: all that belongs to a service lies in the slot of its shard.

import type { ChannelPrefix } from '../base/channels.ts';
import { type ShardOrOne, tagOfShard } from '../base/shards.ts';

/** What only the scripts of the registry append to the base of a shard. */
export type RegistryPart = 'names' | 'state' | 'facts' | 'tokens' | 'expiry' | 'expired' | 'round';

/** Starts every key of a shard; scripts append a `RegistryPart`, or what follows it below. */
const base = (prefix: string, shard: ShardOrOne) => `${prefix}:{${tagOfShard('svc', shard)}}:`;

export const serviceKeys = {
  services: base,
  part: (prefix: string, shard: ShardOrOne, part: RegistryPart) => `${base(prefix, shard)}${part}`,
  /** How many instances are known of each service. */
  counts: (prefix: string, shard: ShardOrOne) => `${base(prefix, shard)}services`,
  changes: (prefix: string, shard: ShardOrOne) => `${base(prefix, shard)}changes`,
  changeNumber: (prefix: string, shard: ShardOrOne) => `${base(prefix, shard)}number`,
  /** Channel: an instance of a service has changed. */
  changed: (prefix: ChannelPrefix) => `${prefix}:service-changed`,
} as const;
