// What an experiment counts beside its goal: how each metric differs from that of the first variant, and whether one that must not
// change has changed.

import { minorDigits } from '../../redis/base/money.ts';
import {
  type ArmCounts,
  type Experiment,
  type ExperimentCounts,
  type ExperimentMetric,
  unitOf,
} from '../../redis/experiment/experiment.ts';
import { liftErrors } from '../../statistics/difference.ts';
import type { Interval } from '../../statistics/interval.ts';
import { type Estimate, meanErrors, meanOf, meansWithin } from '../../statistics/mean.ts';
import { compared, decision, type MissingInterval, shareOf, tooFew } from './comparison.ts';

/** Whether a guardrail holds. */
type GuardrailStatus = 'OK' | 'HURT' | 'NOT_ENOUGH_DATA';

export interface MetricArm {
  readonly variant: string;
  /** Visitors with at least one of the events. */
  readonly visitors: number;
  /** A rate, an average in major units of the currency, or an average of seconds. */
  readonly mean: number;
  readonly difference: number | null;
  readonly differenceInterval: Interval | null;
  readonly lift: number | null;
  readonly liftInterval: Interval | null;
  /** Why there is no `liftInterval`. */
  readonly missingInterval: MissingInterval | null;
  /** Null where the metric is no guardrail, and of the first variant. */
  readonly status: GuardrailStatus | null;
}

export interface MetricResult {
  readonly metric: ExperimentMetric;
  readonly arms: readonly MetricArm[];
  /** The worst of the variants; null where the metric is no guardrail. */
  readonly status: GuardrailStatus | null;
}

/** @param errorsOf how many standard errors a difference of a variant from the first must have by now. */
export function metricResultsOf(
  { metrics = [] }: Experiment,
  counts: ExperimentCounts,
  errorsOf: (index: number, arm: ArmCounts) => number,
): MetricResult[] {
  return metrics.map((metric) => {
    const counted = counts.metrics?.get(metric.key) ?? [];
    const [first] = counted;
    const arms = counted.map((arm, index) =>
      armOf(metric, index > 0 ? (first as ArmCounts) : null, arm, errorsOf(index, arm)),
    );
    return { metric, arms, status: worstOf(arms) };
  });
}

function worstOf(arms: readonly MetricArm[]): GuardrailStatus | null {
  const all = arms.flatMap(({ status }) => status ?? []);
  if (all.length === 0) return null;
  if (all.includes('HURT')) return 'HURT';
  return all.every((status) => status === 'OK') ? 'OK' : 'NOT_ENOUGH_DATA';
}

function armOf(metric: ExperimentMetric, first: ArmCounts | null, arm: ArmCounts, errors: number): MetricArm {
  const named = { variant: arm.variant, visitors: arm.conversions };
  return metric.kind === 'CONVERSION'
    ? { ...named, ...rateOfMetric(metric, first, arm, errors) }
    : { ...named, ...averageOfMetric(metric, first, arm, errors) };
}

type Compared = Omit<MetricArm, 'variant' | 'visitors'>;

function rateOfMetric(metric: ExperimentMetric, first: ArmCounts | null, arm: ArmCounts, errors: number): Compared {
  const [control, own] = [first && shareOf(first), shareOf(arm)];
  const { rate, difference, differenceInterval, lift, sequentialInterval, missingInterval } = compared(
    control,
    own,
    errors,
  );
  const status = (few: boolean) =>
    statusOf(metric, errors, (bound) => (few || !control ? null : liftErrors(control, own, bound)));
  return {
    ...{ mean: rate, difference, differenceInterval, lift },
    liftInterval: sequentialInterval,
    missingInterval,
    status: control && status(tooFew(control, own) !== null),
  };
}

function averageOfMetric(metric: ExperimentMetric, first: ArmCounts | null, arm: ArmCounts, errors: number): Compared {
  const unit = metric.kind === 'REVENUE' ? 10 ** minorDigits(unitOf(metric)) : 1;
  const own = averageOf(arm, unitOf(metric), unit);
  const missing = { difference: null, differenceInterval: null, lift: null, liftInterval: null };
  if (!first) return { mean: own.mean, ...missing, missingInterval: 'FIRST_VARIANT', status: null };
  const control = averageOf(first, unitOf(metric), unit);
  const few = tooFewAmounts(first, arm);
  const found = few ? null : meansWithin(control, own, errors);
  const status = statusOf(metric, errors, (bound) => (few ? null : meanErrors(control, own, 1 + bound)));
  if (!found) return { mean: own.mean, ...missing, missingInterval: few ?? 'TOO_FEW_CONVERSIONS', status };
  return { mean: own.mean, ...found, missingInterval: found.liftInterval ? null : 'FIRST_MAY_BE_ZERO', status };
}

/** @param errorsAt how many standard errors the variant lies above the first, changed by a share; null while that is not known. */
function statusOf(
  { mayFallBy, mayRiseBy }: ExperimentMetric,
  errors: number,
  errorsAt: (bound: number) => number | null,
): GuardrailStatus | null {
  if (mayFallBy === null && mayRiseBy === null) return null;
  const above = errorsAt(mayRiseBy ?? -(mayFallBy ?? 0));
  if (above === null) return 'NOT_ENOUGH_DATA';
  const better = mayRiseBy === null ? above : -above;
  if (better < -errors) return 'HURT';
  return better > errors ? 'OK' : 'NOT_ENOUGH_DATA';
}

/** What two variants still lack before the average amounts of their visitors can be told apart at any time. */
export function tooFewAmounts(first: ArmCounts, arm: ArmCounts): MissingInterval | null {
  if (Math.min(first.exposures, arm.exposures) < decision.minimumExposures) return 'TOO_FEW_EXPOSURES';
  return Math.min(first.conversions, arm.conversions) < decision.minimumAmounts ? 'TOO_FEW_CONVERSIONS' : null;
}

/** Of all visitors of a variant, those without an amount included. @param unit how many of what is counted make one of what is shown */
export function averageOf({ exposures, revenue }: ArmCounts, currency: string, unit: number): Estimate {
  const { sum, squares, winsorised = sum } = revenue.get(currency) ?? { sum: 0n, squares: 0 };
  return meanOf({ sum: Number(winsorised) / unit, squares: squares / unit ** 2, of: exposures });
}
