// How large an experiment and what it counts may be.

import { rangeOf } from '../base/problem.ts';
import { metricLimits } from '../metric/bucket.ts';

export const experimentLimits = {
  experiments: 100,
  variants: 10,
  keyLength: 100,
  goalLength: 100,
  /** A longer description is cut off. */
  descriptionLength: 1_000,
  visitorIdLength: 200,
  eventIdLength: 200,
  /** Of an event, as the metrics take it. */
  valueMaxMinor: metricLimits.valueMaxMinor,
  /** Of a variant as it is given; only its share of the sum counts. */
  weight: 1_000_000,
  /** Visitors that are counted; those beyond are shown their variant and not counted. Names cost nothing, so that strangers could fill Redis. */
  visitors: 1_000_000,
  /** A conversion counts this long after the exposure. */
  windowSeconds: { default: 72 * 3_600, min: 60, max: 90 * 86_400 },
  /** Visitors of all variants for whom the results are most exact. */
  plannedVisitors: { default: 10_000, min: 100, max: 100_000_000 },
  /** Characters of the refunds of a visitor in a currency that came before their purchase: some twenty. */
  waitingRefundsLength: 500,
  /** Currencies in which what a visitor spends is winsorised. */
  revenueCaps: 10,
  /** Metrics beside the goal. */
  metrics: 10,
  /** Days after the start of which each has counts of its own. */
  days: 366,
  /** Values of what is known of visitors, for which a shard counts each variant: those beyond are counted together. */
  segmentFields: 2_000,
  /** Values of what is known of visitors that are shown; the others are shown together. */
  segmentValues: 20,
  /** Visitors and accounts that are shown a certain variant. */
  testers: 100,
  /** By how much an event's clock may run behind the exposure's. */
  skewMs: 250,
  /** What was counted is kept this long after the last exposure. */
  keptSeconds: 180 * 86_400,
} as const;

/** How experiments, variants and metrics are named. */
export const experimentName = /^[a-z0-9][a-z0-9._-]*$/i;

export const keyLengths = [rangeOf(1, experimentLimits.keyLength, 'characters')];
