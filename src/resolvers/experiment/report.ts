// An experiment by its days, and by parts of its visitors.

import { checkWhole } from '../../redis/base/given.ts';
import { dayName } from '../../redis/experiment/day.ts';
import type { DayCounts, Experiment, SegmentCounts } from '../../redis/experiment/experiment.ts';
import { experimentLimits } from '../../redis/experiment/limits.ts';
import { rateOf } from '../../statistics/proportion.ts';
import { orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { boundaryOf, type Comparison, differenceOf, shareOf } from './comparison.ts';

type Counted = DayCounts['arms'][number];

export interface ArmPoint extends Counted, Pick<Comparison, 'difference' | 'differenceInterval' | 'missingInterval'> {
  readonly rate: number;
}

export interface ExperimentDay {
  /** Such as 2030-01-31. */
  readonly day: string;
  /** Of all days until its end. */
  readonly arms: readonly ArmPoint[];
}

export interface ExperimentSegment extends Omit<SegmentCounts, 'arms'> {
  readonly arms: readonly ArmPoint[];
}

/** The last days, each with what was counted from the start to its end. */
export function days(experiment: Experiment, limit: number, context: Context): Promise<ExperimentDay[]> {
  return orBadInput(lastDays(experiment, limit, context));
}

async function lastDays(experiment: Experiment, limit: number, { stores }: Context): Promise<ExperimentDay[]> {
  checkWhole(limit, 'limit', 1, experimentLimits.days);
  const counted = await stores.experiments.days(experiment);
  const compare = comparing(experiment);
  const sums = new Map<string, Counted>();
  const cumulative = counted.map(({ day, arms }) => ({
    day: dayName(day),
    arms: arms.map((arm) => {
      const before = sums.get(arm.variant);
      const { variant, exposures, conversions } = arm;
      const sum = {
        variant,
        exposures: exposures + (before?.exposures ?? 0),
        conversions: conversions + (before?.conversions ?? 0),
      };
      sums.set(variant, sum);
      return sum;
    }),
  }));
  return cumulative.slice(-limit).map(({ day, arms }) => ({ day, arms: compare(arms) }));
}

export async function segments(experiment: Experiment, { stores }: Context): Promise<ExperimentSegment[]> {
  const counted = await stores.experiments.segments(experiment);
  const compare = comparing(experiment);
  return counted.map((segment) => ({ ...segment, arms: compare(segment.arms) }));
}

function comparing(experiment: Experiment): (arms: readonly Counted[]) => ArmPoint[] {
  const boundary = boundaryOf(experiment);
  return (arms) => {
    const [first] = arms as [Counted];
    return arms.map((arm, index) => ({
      ...arm,
      rate: rateOf(shareOf(arm)),
      ...differenceOf(index > 0 ? shareOf(first) : null, shareOf(arm), boundary(index, first.exposures, arm.exposures)),
    }));
  };
}
