// What an experiment's counts say, and whether there is a winner. docs/experiments.md explains each number.

import { minorDigits } from '../../redis/base/money.ts';
import type { ArmCounts, Experiment, ExperimentCounts } from '../../redis/experiment/experiment.ts';
import type { Interval } from '../../statistics/interval.ts';
import { compareMeans, meansWithin } from '../../statistics/mean.ts';
import { sampleRatioPValueOf } from '../../statistics/proportion.ts';
import { boundaryOf, type Comparison, compared, decision, type MissingInterval, shareOf } from './comparison.ts';
import { averageOf, type MetricResult, metricResultsOf, tooFewAmounts } from './metric.ts';

/** Why no winner is named. */
type Concern =
  | 'SAMPLE_RATIO_MISMATCH'
  | 'MULTIPLE_EXPOSURES'
  | 'TOO_FEW_EXPOSURES'
  | 'TOO_FEW_CONVERSIONS'
  | 'GUARDRAIL_HURT'
  | 'NO_CLEAR_DIFFERENCE';

/** What the visitors of a variant spent on average, in major units of a currency. */
export interface RevenuePerVisitor {
  readonly currency: string;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly difference: number | null;
  readonly differenceInterval: Interval | null;
  /** Of the difference, however often it is looked at. */
  readonly sequentialDifferenceInterval: Interval | null;
  readonly lift: number | null;
  readonly liftInterval: Interval | null;
  readonly missingInterval: MissingInterval | null;
  readonly pValue: number | null;
}

export interface ExperimentArm extends ArmCounts, Comparison {
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
  /** What is counted beside the goal, in the order of the experiment's metrics. */
  readonly metrics: readonly MetricResult[];
}

/** Compares each variant with the first. With several, the error is divided by their number (Bonferroni). */
export function evaluate(experiment: Experiment, counts: ExperimentCounts, at: Date): ExperimentResults {
  const { variants } = experiment;
  const [first] = counts.arms as [ArmCounts];
  const currencies = [...new Set(counts.arms.flatMap((arm) => [...arm.revenue.keys()]))].sort();
  const weights = variants.map((variant) => variant.weight);
  const boundary = boundaryOf(experiment);
  const errorsOf = (index: number, arm: ArmCounts) => boundary(index, first.exposures, arm.exposures);
  const metrics = metricResultsOf(experiment, counts, errorsOf);
  const arms = counts.arms.map((counted, index): ExperimentArm => {
    const errors = errorsOf(index, counted);
    return {
      ...counted,
      ...compared(index > 0 ? shareOf(first) : null, shareOf(counted), errors),
      revenuePerVisitor: currencies.map((currency) => spendingOf(currency, index > 0 ? first : null, counted, errors)),
    };
  });
  const exposures = arms.map((arm) => arm.exposures);
  const sampleRatioPValue = sampleRatioPValueOf(exposures, weights);
  const sampleRatioMismatch = sampleRatioPValue !== null && sampleRatioPValue < decision.sampleRatioAlpha;
  const all = exposures.reduce((sum, count) => sum + count, 0);
  const { multipleExposures } = counts;
  const candidate = winnerOf(arms);
  const isHurt = metrics.some(({ arms }) => arms.some((arm) => arm.variant === candidate && arm.status === 'HURT'));
  const isHeld = candidate === null && arms.some((arm) => arm.missingInterval === 'TOO_FEW_CONVERSIONS');
  const concerns: Concern[] = [
    ...(sampleRatioMismatch ? ['SAMPLE_RATIO_MISMATCH' as const] : []),
    ...(multipleExposures >= Math.max(1, all * decision.multipleExposureShare) ? ['MULTIPLE_EXPOSURES' as const] : []),
    ...(Math.min(...exposures) < decision.minimumExposures ? ['TOO_FEW_EXPOSURES' as const] : []),
    ...(isHeld ? ['TOO_FEW_CONVERSIONS' as const] : []),
    ...(isHurt ? ['GUARDRAIL_HURT' as const] : []),
    ...(candidate === null ? ['NO_CLEAR_DIFFERENCE' as const] : []),
  ];
  const winner = concerns.length === 0 ? candidate : null;
  return { at, arms, sampleRatioMismatch, sampleRatioPValue, multipleExposures, winner, concerns, metrics };
}

/** @param first the variant to compare with; null for that variant itself. @param errors that a difference must have, however often it is looked at */
function spendingOf(currency: string, first: ArmCounts | null, arm: ArmCounts, errors: number): RevenuePerVisitor {
  const unit = 10 ** minorDigits(currency);
  const own = averageOf(arm, currency, unit);
  const control = first && averageOf(first, currency, unit);
  const found = control && compareMeans(control, own);
  const ofFirst = { mean: own.mean, standardDeviation: Math.sqrt(own.variance), currency };
  if (!first || !control || !found)
    return {
      ...{ ...ofFirst, difference: null, differenceInterval: null, sequentialDifferenceInterval: null },
      ...{ lift: null, liftInterval: null, pValue: null },
      missingInterval: first ? 'TOO_FEW_CONVERSIONS' : 'FIRST_VARIANT',
    };
  const sequential = tooFewAmounts(first, arm) ? null : meansWithin(control, own, errors);
  return {
    ...{ ...ofFirst, ...found, sequentialDifferenceInterval: sequential?.differenceInterval ?? null },
    missingInterval: found.liftInterval ? null : 'FIRST_MAY_BE_ZERO',
  };
}

/** The best of those whose difference is surely above 0; the first itself where all differences are surely below. */
function winnerOf(arms: readonly ExperimentArm[]): string | null {
  const [first, ...others] = arms as [ExperimentArm, ...ExperimentArm[]];
  const better = others.filter((arm) => arm.differenceInterval && arm.differenceInterval[0] > 0);
  const worse = others.filter((arm) => arm.differenceInterval && arm.differenceInterval[1] < 0);
  if (worse.length === others.length) return first.variant;
  return better.sort((a, b) => b.rate - a.rate)[0]?.variant ?? null;
}
