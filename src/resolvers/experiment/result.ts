// What an experiment's counts say, and whether there is a winner. docs/experiments.md explains each number.

import { minorDigits } from '../../redis/base/money.ts';
import type { ArmCounts, Experiment, ExperimentCounts } from '../../redis/experiment/experiment.ts';
import {
  type Estimate,
  type Interval,
  liftIntervalOf,
  liftOf,
  liftPValueOf,
  sequentialIntervalOf,
} from '../../statistics/lift.ts';
import { meanOf } from '../../statistics/mean.ts';
import {
  chanceToWinOf,
  estimateOf,
  pValueOf,
  rateOf,
  type Share,
  sampleRatioPValueOf,
} from '../../statistics/proportion.ts';

const decision = {
  /** Below this p-value the visitors are not split as they should be. */
  sampleRatioAlpha: 0.001,
  /** With more of the visitors in two variants, the numbers are not to be trusted. */
  multipleExposureShare: 0.01,
  chanceToWin: 0.95,
  alpha: 0.05,
  minimumExposures: 100,
} as const;

/** Why no winner is named. */
type Concern = 'SAMPLE_RATIO_MISMATCH' | 'MULTIPLE_EXPOSURES' | 'TOO_FEW_EXPOSURES' | 'NO_CLEAR_DIFFERENCE';

/** What the visitors of a variant spent on average, in major units of a currency. */
export interface RevenuePerVisitor {
  readonly currency: string;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly lift: number | null;
  readonly liftInterval: Interval | null;
  readonly pValue: number | null;
}

export interface ExperimentArm extends ArmCounts {
  readonly rate: number;
  readonly lift: number | null;
  readonly liftInterval: Interval | null;
  readonly sequentialInterval: Interval | null;
  readonly pValue: number | null;
  readonly chanceToWin: number | null;
  readonly revenuePerVisitor: readonly RevenuePerVisitor[];
}

export interface ExperimentResults {
  readonly at: Date;
  readonly arms: readonly ExperimentArm[];
  readonly sampleRatioMismatch: boolean;
  readonly sampleRatioPValue: number | null;
  readonly multipleExposures: number;
  readonly winner: string | null;
  /** Empty where there is a winner. */
  readonly concerns: readonly Concern[];
}

/** Compares each variant with the first. With several, the decision is made stricter by their number (Bonferroni). */
export function evaluate({ variants }: Experiment, counts: ExperimentCounts, at: Date): ExperimentResults {
  const [first] = counts.arms as [ArmCounts];
  const control = shareOf(first);
  const alpha = decision.alpha / Math.max(1, variants.length - 1);
  const currencies = [...new Set(counts.arms.flatMap((arm) => [...arm.revenue.keys()]))].sort();
  const arms = counts.arms.map((counted, index): ExperimentArm => {
    const arm = shareOf(counted);
    const compared = index > 0 && control.of > 0 && arm.of > 0;
    const [base, rate] = [estimateOf(control), estimateOf(arm)];
    return {
      ...counted,
      rate: rateOf(arm),
      lift: compared ? liftOf(base, rate) : null,
      liftInterval: compared ? liftIntervalOf(base, rate) : null,
      sequentialInterval: compared ? sequentialIntervalOf(base, rate, alpha) : null,
      pValue: compared ? pValueOf(control, arm) : null,
      chanceToWin: compared ? chanceToWinOf(control, arm) : null,
      revenuePerVisitor: currencies.map((currency) => spendingOf(currency, index > 0 ? first : null, counted)),
    };
  });
  const exposures = arms.map((arm) => arm.exposures);
  const weights = variants.map((variant) => variant.weight);
  const sampleRatioPValue = sampleRatioPValueOf(exposures, weights);
  const sampleRatioMismatch = sampleRatioPValue !== null && sampleRatioPValue < decision.sampleRatioAlpha;
  const all = exposures.reduce((sum, count) => sum + count, 0);
  const { multipleExposures } = counts;
  const candidate = winnerOf(arms, alpha);
  const concerns: Concern[] = [
    ...(sampleRatioMismatch ? ['SAMPLE_RATIO_MISMATCH' as const] : []),
    ...(multipleExposures >= Math.max(1, all * decision.multipleExposureShare) ? ['MULTIPLE_EXPOSURES' as const] : []),
    ...(Math.min(...exposures) < decision.minimumExposures ? ['TOO_FEW_EXPOSURES' as const] : []),
    ...(candidate === null ? ['NO_CLEAR_DIFFERENCE' as const] : []),
  ];
  const winner = concerns.length === 0 ? candidate : null;
  return { at, arms, sampleRatioMismatch, sampleRatioPValue, multipleExposures, winner, concerns };
}

/** @param first the variant to compare with; null for that variant itself. */
function spendingOf(currency: string, first: ArmCounts | null, arm: ArmCounts): RevenuePerVisitor {
  const own = averageSpent(currency, arm);
  const base = first && averageSpent(currency, first);
  return {
    currency,
    mean: own.mean,
    standardDeviation: Math.sqrt(own.variance),
    lift: base && liftOf(base, own),
    liftInterval: base && liftIntervalOf(base, own),
    pValue: base && liftPValueOf(base, own),
  };
}

function averageSpent(currency: string, { exposures, revenue }: ArmCounts): Estimate {
  const { sum, squares } = revenue.get(currency) ?? { sum: 0n, squares: 0 };
  const unit = 10 ** minorDigits(currency);
  return meanOf({ sum: Number(sum) / unit, squares: squares / unit ** 2, of: exposures });
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
