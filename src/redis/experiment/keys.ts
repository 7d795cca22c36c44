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

/** What is kept of an experiment's visitors, in each shard: the parts of its keys after the version. */
export const experimentParts = {
  /** Visitor to variant and time of the first exposure. */
  seen: 'seen',
  /** Visitor to the visitor as whom they were recognised. */
  alias: 'alias',
  /** Account to the visitor as whom it was first seen. */
  sticky: 'sticky',
  /** Visitor to what the exposure told of them. */
  traits: 'traits',
  /** A text of a record per visitor: their number in events and the place of the variant. */
  shown: 'shown',
  counts: 'counts',
  days: 'days',
  segments: 'segments',
  /** Visitor to the time of the conversion. */
  converted: 'converted',
  /** Visitor and currency to what they spent. */
  spent: 'spent',
  /** The events whose value is counted, as hashes. */
  paid: 'paid',
} as const;

/** The parts whose fields begin with a visitor; `sticky` has visitors as its values, and `shown` their numbers. A metric has `converted` and `spent` of its own. */
export const visitorParts = ['seen', 'alias', 'traits', 'converted', 'spent'] as const;

/** A part of what is counted for a metric of an experiment. */
export const metricPart = (metric: string, part: 'counts' | 'converted' | 'spent' | 'paid'): string =>
  `m:${metric}:${part}`;
