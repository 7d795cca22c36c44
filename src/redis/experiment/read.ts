// What was counted of an experiment: of its variants, by day, and by what was known of the visitors.

import type { RedisHandle } from '../base/handle.ts';
import { experimentShards } from './count.ts';
import { ExperimentDays } from './day.ts';
import { experimentKeys, experimentParts, metricPart } from './keys.ts';
import { experimentLimits } from './limits.ts';
import { unitOf } from './metric.ts';
import type { Experiment } from './record.ts';
import { type SegmentCounts, type SegmentDimension, segmentDimensions } from './segment.ts';

interface RevenueCounts {
  readonly sum: bigint;
  /** Of what each visitor spent, up to the cap of the currency. */
  readonly squares: number;
  /** The sum of what each visitor spent up to the cap; missing where the currency has none. */
  readonly winsorised?: bigint;
}

/** What one variant's visitors did; of a metric, what they did of it. */
export interface ArmCounts {
  readonly variant: string;
  readonly exposures: number;
  readonly conversions: number;
  /** By currency, in minor units: the sum, and the sum of the squares of each visitor's sum. */
  readonly revenue: ReadonlyMap<string, RevenueCounts>;
}

export interface ExperimentCounts {
  readonly arms: readonly ArmCounts[];
  readonly multipleExposures: number;
  /** By the keys of the experiment's metrics. Missing of experiments that have none. */
  readonly metrics?: ReadonlyMap<string, readonly ArmCounts[]>;
}

/** Of one day, in the order of the variants: those who were first shown one, and the conversions of that day. */
export interface DayCounts {
  /** Days since 1970. */
  readonly day: number;
  readonly arms: readonly { readonly variant: string; readonly exposures: number; readonly conversions: number }[];
}

type Hashes = readonly Readonly<Record<string, string>>[];

const sumOf = (shards: Hashes, field: string): bigint =>
  shards.reduce((total, counts) => total + BigInt(counts[field] ?? 0), 0n);

export class ExperimentReader {
  readonly #redis: RedisHandle;
  readonly #days = new ExperimentDays();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** What was counted so far: one command a shard, and one more for each metric. */
  async counts(experiment: Experiment): Promise<ExperimentCounts> {
    const { metrics = [], revenueCaps = [] } = experiment;
    const [own, ...others] = await Promise.all([
      this.#hashes(experiment, experimentParts.counts),
      ...metrics.map(({ key }) => this.#hashes(experiment, metricPart(key, 'counts'))),
    ]);
    const arms = armsOf(experiment, own as Hashes, own as Hashes, new Set(revenueCaps.map(({ currency }) => currency)));
    const counted = { arms, multipleExposures: Number(sumOf(own as Hashes, 'multiple')) };
    if (metrics.length === 0) return counted;
    const ofMetrics = metrics.map((metric, index) => {
      const capped = new Set(metric.cap === null ? [] : [unitOf(metric)]);
      return [metric.key, armsOf(experiment, own as Hashes, others[index] as Hashes, capped)] as const;
    });
    return { ...counted, metrics: new Map(ofMetrics) };
  }

  /**
   * The days from the first with a count to the last, those without one too. What was counted before days were is in the first,
   * unless the days have ended.
   */
  async days(experiment: Experiment, nowMs: number): Promise<DayCounts[]> {
    const [total, shards] = await Promise.all([
      this.counts(experiment),
      this.#hashes(experiment, experimentParts.days),
    ]);
    const counted = shards.flatMap((counts) => Object.keys(counts).map((field) => Number(field.split(':')[0])));
    if (counted.length === 0) return [];
    const first = counted.reduce((least, day) => Math.min(least, day));
    const last = counted.reduce((most, day) => Math.max(most, day));
    const list = Array.from({ length: Math.min(last - first + 1, experimentLimits.days) }, (_, index) => first + index);
    const of = (day: number, kind: string, variant: string) => Number(sumOf(shards, `${day}:${kind}:${variant}`));
    const isComplete = this.#days.dayAt(experiment, nowMs) <= this.#days.lastOf(experiment);
    const before = total.arms.map(({ variant, exposures, conversions }) => {
      const left = (kind: string, all: number) =>
        isComplete ? list.reduce((rest, day) => rest - of(day, kind, variant), all) : 0;
      return { exposures: left('n', exposures), conversions: left('c', conversions) };
    });
    return list.map((day) => ({
      day,
      arms: experiment.variants.map(({ key: variant }, index) => ({
        variant,
        exposures: of(day, 'n', variant) + (day === first ? (before[index]?.exposures ?? 0) : 0),
        conversions: of(day, 'c', variant) + (day === first ? (before[index]?.conversions ?? 0) : 0),
      })),
    }));
  }

  /** The most frequent values of each dimension, and all others of it together. Of whom nothing is known, nothing is listed. */
  async segments(experiment: Experiment): Promise<SegmentCounts[]> {
    const shards = await this.#hashes(experiment, experimentParts.segments);
    const fields = new Set(shards.flatMap((counts) => Object.keys(counts)));
    const values = new Set([...fields].map((field) => field.split(':').slice(0, 2).join(':')));
    return segmentDimensions.flatMap((dimension) => {
      const own = [...values]
        .filter((name) => name.startsWith(`${dimension}:`))
        .map((name) => segmentOf(experiment, shards, dimension, name))
        .sort((a, b) => exposuresOf(b) - exposuresOf(a) || ((a.value ?? '') < (b.value ?? '') ? -1 : 1));
      const named = own.filter(({ value }) => value !== null);
      const rest = [...named.slice(experimentLimits.segmentValues), ...own.filter(({ value }) => value === null)];
      const shown = named.slice(0, experimentLimits.segmentValues);
      return rest.length === 0 ? shown : [...shown, rest.reduce(together)];
    });
  }

  #hashes(experiment: Experiment, part: string): Promise<Record<string, string>[]> {
    const { client, prefix } = this.#redis;
    const { key, version } = experiment;
    return Promise.all(
      experimentShards(this.#redis, key).numbers.map((shard) =>
        client.hgetall(experimentKeys.part(prefix, key, shard, `${version}:${part}`)),
      ),
    );
  }
}

/** @param own has the exposures @param counted has the conversions and revenue @param capped the currencies that are winsorised */
function armsOf(experiment: Experiment, own: Hashes, counted: Hashes, capped: ReadonlySet<string>): ArmCounts[] {
  const fields = new Set(counted.flatMap((counts) => Object.keys(counts)));
  return experiment.variants.map(({ key }) => {
    const start = `r:${key}:`;
    const currencies = [...fields].filter((field) => field.startsWith(start)).map((field) => field.slice(start.length));
    const revenue = currencies.sort().map((currency) => {
      const squares = counted.reduce((total, counts) => total + Number(counts[`q:${key}:${currency}`] ?? 0), 0);
      const winsorised = capped.has(currency) ? { winsorised: sumOf(counted, `w:${key}:${currency}`) } : {};
      return [currency, { sum: sumOf(counted, start + currency), squares, ...winsorised }] as const;
    });
    return {
      variant: key,
      exposures: Number(sumOf(own, `n:${key}`)),
      conversions: Number(sumOf(counted, `c:${key}`)),
      revenue: new Map(revenue),
    };
  });
}

function segmentOf(experiment: Experiment, shards: Hashes, dimension: SegmentDimension, name: string): SegmentCounts {
  return {
    dimension,
    value: name.slice(dimension.length + 1) || null,
    arms: experiment.variants.map(({ key: variant }) => ({
      variant,
      exposures: Number(sumOf(shards, `${name}:n:${variant}`)),
      conversions: Number(sumOf(shards, `${name}:c:${variant}`)),
    })),
  };
}

const exposuresOf = ({ arms }: SegmentCounts): number => arms.reduce((sum, { exposures }) => sum + exposures, 0);

function together(a: SegmentCounts, b: SegmentCounts): SegmentCounts {
  const arms = a.arms.map((arm, index) => ({
    variant: arm.variant,
    exposures: arm.exposures + (b.arms[index]?.exposures ?? 0),
    conversions: arm.conversions + (b.arms[index]?.conversions ?? 0),
  }));
  return { dimension: a.dimension, value: null, arms };
}
