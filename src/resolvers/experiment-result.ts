// What an experiment's counts say, and whether there is a winner. docs/experiments.md explains each number.

import type { ArmCounts, Experiment, ExperimentCounts } from '../redis/experiment.ts';
import {
  chanceToWinOf,
  type Interval,
  liftIntervalOf,
  liftOf,
  pValueOf,
  rateOf,
  type Share,
  sampleRatioPValueOf,
  sequentialIntervalOf,
} from '../statistics/proportion.ts';

export const decision = {
  /** Below this p-value the visitors are not split as they should be. */
  sampleRatioAlpha: 0.001,
  /** With more of the visitors in two variants, the numbers are not to be trusted. */
  multipleExposureShare: 0.01,
  chanceToWin: 0.95,
  alpha: 0.05,
  minimumExposures: 100,
} as const;

export interface ExperimentArm extends ArmCounts {
  readonly rate: number;
  readonly lift: number | null;
  readonly liftInterval: Interval | null;
  readonly sequentialInterval: Interval | null;
  readonly pValue: number | null;
  readonly chanceToWin: number | null;
}

export interface ExperimentResults {
  readonly at: Date;
  readonly arms: readonly ExperimentArm[];
  readonly sampleRatioMismatch: boolean;
  readonly sampleRatioPValue: number | null;
  readonly multipleExposures: number;
  readonly winner: string | null;
}

/** Compares each variant with the first. With several, the decision is made stricter by their number (Bonferroni). */
export function evaluate({ variants }: Experiment, counts: ExperimentCounts, at: Date): ExperimentResults {
  const [first] = counts.arms as [ArmCounts];
  const control = shareOf(first);
  const alpha = decision.alpha / Math.max(1, variants.length - 1);
  const arms = counts.arms.map((counted, index): ExperimentArm => {
    const arm = shareOf(counted);
    const compared = index > 0 && control.of > 0 && arm.of > 0;
    return {
      ...counted,
      rate: rateOf(arm),
      lift: compared ? liftOf(control, arm) : null,
      liftInterval: compared ? liftIntervalOf(control, arm) : null,
      sequentialInterval: compared ? sequentialIntervalOf(control, arm, alpha) : null,
      pValue: compared ? pValueOf(control, arm) : null,
      chanceToWin: compared ? chanceToWinOf(control, arm) : null,
    };
  });
  const exposures = arms.map((arm) => arm.exposures);
  const weights = variants.map((variant) => variant.weight);
  const sampleRatioPValue = sampleRatioPValueOf(exposures, weights);
  const sampleRatioMismatch = sampleRatioPValue !== null && sampleRatioPValue < decision.sampleRatioAlpha;
  const all = exposures.reduce((sum, count) => sum + count, 0);
  const trusted =
    !sampleRatioMismatch &&
    counts.multipleExposures < Math.max(1, all * decision.multipleExposureShare) &&
    Math.min(...exposures) >= decision.minimumExposures;
  const { multipleExposures } = counts;
  const winner = trusted ? winnerOf(arms, alpha) : null;
  return { at, arms, sampleRatioMismatch, sampleRatioPValue, multipleExposures, winner };
}

/** The best of those that beat the first by every measure; the first itself where it beats all others so. */
function winnerOf(arms: readonly ExperimentArm[], alpha: number): string | null {
  const [first, ...others] = arms as [ExperimentArm, ...ExperimentArm[]];
  const sure = ({ pValue }: ExperimentArm) => pValue !== null && pValue < alpha;
  const better = others.filter(
    (arm) => sure(arm) && (arm.sequentialInterval?.[0] ?? 0) > 0 && (arm.chanceToWin ?? 0) > decision.chanceToWin,
  );
  const worse = others.filter(
    (arm) => sure(arm) && (arm.sequentialInterval?.[1] ?? 0) < 0 && (arm.chanceToWin ?? 1) < 1 - decision.chanceToWin,
  );
  if (worse.length === others.length) return first.variant;
  return better.sort((a, b) => b.rate - a.rate)[0]?.variant ?? null;
}

const shareOf = ({ conversions, exposures }: ArmCounts): Share => ({ hits: conversions, of: exposures });
