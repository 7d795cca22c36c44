// The keys of the flags.

import type { ChannelPrefix } from '../base/channels.ts';

/** A hash tag in whose slot all flags are: without one of its own, the whole key decides on the slot. */
export const flagTag = (prefix: string): string => flagKeys.all(prefix);

export const flagKeys = {
  /** All flags as JSON by their keys. */
  all: (prefix: string) => `${prefix}:flags`,
  /** Channel: a flag has changed. */
  changed: (prefix: ChannelPrefix) => `${prefix}:flag-changed`,
} as const;
