// What an experiment's counts say, and whether there is a winner. docs/experiments.md explains each number.

import { minorDigits } from '../../redis/base/money.ts';
import {
  type ArmCounts,
  type Experiment,
  type ExperimentCounts,
  plannedVisitorsOf,
} from '../../redis/experiment/experiment.ts';
import { differenceIntervalOf, liftRangeOf } from '../../statistics/difference.ts';
import type { Interval } from '../../statistics/interval.ts';
import { compareMeans, type Estimate, meanOf } from '../../statistics/mean.ts';
import { chanceToWinOf, pValueOf, rateOf, type Share, sampleRatioPValueOf } from '../../statistics/proportion.ts';
import { Sequence } from '../../statistics/sequence.ts';

export const decision = {
  /** Below this p-value the visitors are not split as they should be. */
  sampleRatioAlpha: 0.001,
  /** With more of the visitors in two variants, the numbers are not to be trusted. */
  multipleExposureShare: 0.01,
  /** The chance that any variant of an experiment is told apart from the first though they are alike. */
  alpha: 0.05,
  /** Standard errors of a 95% interval that is looked at once. */
  onceErrors: 1.959963984540054,
  minimumExposures: 100,
  /** Conversions, and visitors without one, that each of two variants must expect at their common rate before they are compared. */
  minimumExpected: 5,
} as const;

/** Why no winner is named. */
type Concern =
  | 'SAMPLE_RATIO_MISMATCH'
  | 'MULTIPLE_EXPOSURES'
  | 'TOO_FEW_EXPOSURES'
  | 'TOO_FEW_CONVERSIONS'
  | 'NO_CLEAR_DIFFERENCE';

/** Why an interval is missing. */
export type MissingInterval = 'FIRST_VARIANT' | 'TOO_FEW_EXPOSURES' | 'TOO_FEW_CONVERSIONS' | 'FIRST_MAY_BE_ZERO';

/** What the visitors of a variant spent on average, in major units of a currency. */
export interface RevenuePerVisitor {
  readonly currency: string;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly difference: number | null;
  readonly differenceInterval: Interval | null;
  readonly lift: number | null;
  readonly liftInterval: Interval | null;
  readonly missingInterval: MissingInterval | null;
  readonly pValue: number | null;
}

export interface ExperimentArm extends ArmCounts {
  readonly rate: number;
  readonly difference: number | null;
  /** Decides. Null before the counts suffice. */
  readonly differenceInterval: Interval | null;
  readonly lift: number | null;
  readonly liftInterval: Interval | null;
  readonly sequentialInterval: Interval | null;
  /** Why there is no `sequentialInterval`. */
  readonly missingInterval: MissingInterval | null;
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

/** Compares each variant with the first. With several, the error is divided by their number (Bonferroni). */
export function evaluate(experiment: Experiment, counts: ExperimentCounts, at: Date): ExperimentResults {
  const { variants } = experiment;
  const planned = plannedVisitorsOf(experiment);
  const [first] = counts.arms as [ArmCounts];
  const sequence = new Sequence(decision.alpha / Math.max(1, variants.length - 1));
  const currencies = [...new Set(counts.arms.flatMap((arm) => [...arm.revenue.keys()]))].sort();
  const weights = variants.map((variant) => variant.weight);
  const arms = counts.arms.map((counted, index): ExperimentArm => {
    const part = ((weights[0] as number) + (weights[index] as number)) / weights.reduce((sum, weight) => sum + weight);
    return {
      ...counted,
      ...compared(index > 0 ? shareOf(first) : null, shareOf(counted), sequence, planned * part),
      revenuePerVisitor: currencies.map((currency) => spendingOf(currency, index > 0 ? first : null, counted)),
    };
  });
  const exposures = arms.map((arm) => arm.exposures);
  const sampleRatioPValue = sampleRatioPValueOf(exposures, weights);
  const sampleRatioMismatch = sampleRatioPValue !== null && sampleRatioPValue < decision.sampleRatioAlpha;
  const all = exposures.reduce((sum, count) => sum + count, 0);
  const { multipleExposures } = counts;
  const candidate = winnerOf(arms);
  const isHeld = candidate === null && arms.some((arm) => arm.missingInterval === 'TOO_FEW_CONVERSIONS');
  const concerns: Concern[] = [
    ...(sampleRatioMismatch ? ['SAMPLE_RATIO_MISMATCH' as const] : []),
    ...(multipleExposures >= Math.max(1, all * decision.multipleExposureShare) ? ['MULTIPLE_EXPOSURES' as const] : []),
    ...(Math.min(...exposures) < decision.minimumExposures ? ['TOO_FEW_EXPOSURES' as const] : []),
    ...(isHeld ? ['TOO_FEW_CONVERSIONS' as const] : []),
    ...(candidate === null ? ['NO_CLEAR_DIFFERENCE' as const] : []),
  ];
  const winner = concerns.length === 0 ? candidate : null;
  return { at, arms, sampleRatioMismatch, sampleRatioPValue, multipleExposures, winner, concerns };
}

type Comparison = Omit<ExperimentArm, keyof ArmCounts | 'revenuePerVisitor'>;

/**
 * @param control the first variant; null where this is the first.
 * @param planned how many visitors the two are to have together.
 */
function compared(control: Share | null, arm: Share, sequence: Sequence, planned: number): Comparison {
  const rate = rateOf(arm);
  const missing = { difference: null, differenceInterval: null, lift: null, liftInterval: null };
  if (!control || control.of === 0 || arm.of === 0)
    return {
      ...{ rate, ...missing, sequentialInterval: null, pValue: null, chanceToWin: null },
      missingInterval: control ? 'TOO_FEW_EXPOSURES' : 'FIRST_VARIANT',
    };
  const few = tooFew(control, arm);
  const errors = sequence.errorsAt((control.of + arm.of) / planned);
  return {
    rate,
    difference: rate - rateOf(control),
    differenceInterval: few ? null : differenceIntervalOf(control, arm, errors),
    lift: control.hits === 0 ? null : rate / rateOf(control) - 1,
    liftInterval: liftRangeOf(control, arm, decision.onceErrors),
    sequentialInterval: few ? null : liftRangeOf(control, arm, errors),
    missingInterval: few ?? (control.hits === 0 ? 'FIRST_MAY_BE_ZERO' : null),
    pValue: pValueOf(control, arm),
    chanceToWin: chanceToWinOf(control, arm),
  };
}

/** What two variants still lack to be told apart. */
function tooFew(control: Share, arm: Share): MissingInterval | null {
  const least = Math.min(control.of, arm.of);
  if (least < decision.minimumExposures) return 'TOO_FEW_EXPOSURES';
  const rate = (control.hits + arm.hits) / (control.of + arm.of);
  return least * Math.min(rate, 1 - rate) < decision.minimumExpected ? 'TOO_FEW_CONVERSIONS' : null;
}

/** @param first the variant to compare with; null for that variant itself. */
function spendingOf(currency: string, first: ArmCounts | null, arm: ArmCounts): RevenuePerVisitor {
  const own = averageSpent(currency, arm);
  const found = first && compareMeans(averageSpent(currency, first), own);
  const ofFirst = { mean: own.mean, standardDeviation: Math.sqrt(own.variance), currency };
  if (!found)
    return {
      ...{ ...ofFirst, difference: null, differenceInterval: null, lift: null, liftInterval: null, pValue: null },
      missingInterval: first ? 'TOO_FEW_CONVERSIONS' : 'FIRST_VARIANT',
    };
  return { ...ofFirst, ...found, missingInterval: found.liftInterval ? null : 'FIRST_MAY_BE_ZERO' };
}

function averageSpent(currency: string, { exposures, revenue }: ArmCounts): Estimate {
  const { sum, squares, winsorised = sum } = revenue.get(currency) ?? { sum: 0n, squares: 0 };
  const unit = 10 ** minorDigits(currency);
  return meanOf({ sum: Number(winsorised) / unit, squares: squares / unit ** 2, of: exposures });
}

/** The best of those whose difference is surely above 0; the first itself where all differences are surely below. */
function winnerOf(arms: readonly ExperimentArm[]): string | null {
  const [first, ...others] = arms as [ExperimentArm, ...ExperimentArm[]];
  const better = others.filter((arm) => arm.differenceInterval && arm.differenceInterval[0] > 0);
  const worse = others.filter((arm) => arm.differenceInterval && arm.differenceInterval[1] < 0);
  if (worse.length === others.length) return first.variant;
  return better.sort((a, b) => b.rate - a.rate)[0]?.variant ?? null;
}

const shareOf = ({ conversions, exposures }: ArmCounts): Share => ({ hits: conversions, of: exposures });
