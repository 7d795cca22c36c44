// The keys of the experiments.

import type { ChannelPrefix } from '../base/channels.ts';

/** A hash tag in whose slot all experiments are: without one of its own, the whole key decides on the slot. */
export const experimentTag = (prefix: string): string => experimentKeys.all(prefix);

export const experimentKeys = {
  /** All experiments as JSON by their keys. */
  all: (prefix: string) => `${prefix}:experiments`,
  /** What an experiment's visitors of one shard saw and did; `part` begins with the experiment's version. */
  part: (prefix: string, key: string, shard: number, part: string) => `${prefix}:{exp:${key}:${shard}}:${part}`,
  /** Channel: an experiment or its numbers have changed. */
  changed: (prefix: ChannelPrefix, key: string) => `${prefix}:experiment-changed:${key}`,
} as const;
