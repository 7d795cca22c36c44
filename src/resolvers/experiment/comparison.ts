// Two variants beside each other: what may be said of their difference, however often it is looked at.

import { type ArmCounts, type Experiment, plannedVisitorsOf } from '../../redis/experiment/experiment.ts';
import { differenceIntervalOf, liftRangeOf } from '../../statistics/difference.ts';
import type { Interval } from '../../statistics/interval.ts';
import { chanceToWinOf, pValueOf, rateOf, type Share } from '../../statistics/proportion.ts';
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
  /** Visitors with an amount that each of two variants must have before their averages are compared at any time. */
  minimumAmounts: 20,
} as const;

/** Why an interval is missing. */
export type MissingInterval = 'FIRST_VARIANT' | 'TOO_FEW_EXPOSURES' | 'TOO_FEW_CONVERSIONS' | 'FIRST_MAY_BE_ZERO';

export interface Comparison {
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
}

/**
 * @param control the first variant; null where this is the first.
 * @param errors how many standard errors a difference must have by now, however often it is looked at.
 */
export function compared(control: Share | null, arm: Share, errors: number): Comparison {
  const rate = rateOf(arm);
  const missing = { difference: null, differenceInterval: null, lift: null, liftInterval: null };
  if (!control || control.of === 0 || arm.of === 0)
    return {
      ...{ rate, ...missing, sequentialInterval: null, pValue: null, chanceToWin: null },
      missingInterval: control ? 'TOO_FEW_EXPOSURES' : 'FIRST_VARIANT',
    };
  const few = tooFew(control, arm);
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

/** The difference of two rates alone, with why it has no interval. */
export function differenceOf(
  control: Share | null,
  arm: Share,
  errors: number,
): Pick<Comparison, 'difference' | 'differenceInterval' | 'missingInterval'> {
  if (!control || control.of === 0 || arm.of === 0) {
    const missingInterval = control ? 'TOO_FEW_EXPOSURES' : 'FIRST_VARIANT';
    return { difference: null, differenceInterval: null, missingInterval };
  }
  const few = tooFew(control, arm);
  const differenceInterval = few ? null : differenceIntervalOf(control, arm, errors);
  return { difference: rateOf(arm) - rateOf(control), differenceInterval, missingInterval: few };
}

/**
 * How many standard errors a variant must differ from the first by now, for the error of all variants together: it is divided by
 * their number.
 */
export function boundaryOf(experiment: Experiment): (index: number, first: number, arm: number) => number {
  const weights = experiment.variants.map(({ weight }) => weight);
  const sequence = new Sequence(decision.alpha / Math.max(1, weights.length - 1));
  const each = plannedVisitorsOf(experiment) / weights.reduce((sum, weight) => sum + weight, 0);
  return (index, first, arm) =>
    sequence.errorsAt((first + arm) / (each * ((weights[0] as number) + (weights[index] as number))));
}

/** What two variants still lack to be told apart. */
export function tooFew(control: Share, arm: Share): MissingInterval | null {
  const least = Math.min(control.of, arm.of);
  if (least < decision.minimumExposures) return 'TOO_FEW_EXPOSURES';
  const rate = (control.hits + arm.hits) / (control.of + arm.of);
  return least * Math.min(rate, 1 - rate) < decision.minimumExpected ? 'TOO_FEW_CONVERSIONS' : null;
}

export const shareOf = ({ conversions, exposures }: Pick<ArmCounts, 'conversions' | 'exposures'>): Share => ({
  hits: conversions,
  of: exposures,
});
