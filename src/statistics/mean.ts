// Two averages of amounts, such as what each visitor spent, from sums and sums of squares, against each other: Welch's
// test of their difference.

import jStat from 'jstat';
import type { Interval } from './interval.ts';

/** Each visitor's amount, the zeros of those who spent nothing included in `of`. */
export interface Sample {
  readonly sum: number;
  readonly squares: number;
  readonly of: number;
}

/** The mean of so many observations, and their variance. */
export interface Estimate {
  readonly mean: number;
  readonly variance: number;
  readonly of: number;
}

export function meanOf({ sum, squares, of }: Sample): Estimate {
  if (of === 0) return { mean: 0, variance: 0, of };
  const variance = of < 2 ? 0 : Math.max(0, squares - sum ** 2 / of) / (of - 1);
  return { mean: sum / of, variance, of };
}

/** What Welch's test finds of two averages. */
export interface MeanComparison {
  readonly difference: number;
  readonly differenceInterval: Interval;
  /** Two-sided: below `alpha` exactly where the interval does not hold 0. */
  readonly pValue: number;
  /** 0.1 is ten percent more than the first. Null unless the first is above 0. */
  readonly lift: number | null;
  /** Holds 0 exactly where the interval of the difference does. Null if the first average may be 0: no end is known. */
  readonly liftInterval: Interval | null;
}

/** @returns null where nothing varies, or an average has fewer than two observations. */
export function compareMeans(control: Estimate, arm: Estimate, alpha = 0.05): MeanComparison | null {
  if (control.of < 2 || arm.of < 2) return null;
  const ofControl = control.variance / control.of;
  const ofArm = arm.variance / arm.of;
  const error = Math.sqrt(ofControl + ofArm);
  if (!(error > 0)) return null;
  const degrees = error ** 4 / (ofControl ** 2 / (control.of - 1) + ofArm ** 2 / (arm.of - 1));
  const difference = arm.mean - control.mean;
  const errors = jStat.studentt.inv(1 - alpha / 2, degrees);
  return {
    difference,
    differenceInterval: [difference - errors * error, difference + errors * error],
    pValue: 2 * jStat.studentt.cdf(-Math.abs(difference) / error, degrees),
    lift: control.mean > 0 ? arm.mean / control.mean - 1 : null,
    liftInterval: ratioInterval(control.mean, ofControl, arm.mean, ofArm, errors),
  };
}

/** What of two averages lies within so many standard errors, by the normal distribution. Null where nothing varies. */
export function meansWithin(
  control: Estimate,
  arm: Estimate,
  errors: number,
): Pick<MeanComparison, 'difference' | 'differenceInterval' | 'lift' | 'liftInterval'> | null {
  const error = errorOf(control, arm, 1);
  if (!(error > 0)) return null;
  const difference = arm.mean - control.mean;
  return {
    difference,
    differenceInterval: [difference - errors * error, difference + errors * error],
    lift: control.mean > 0 ? arm.mean / control.mean - 1 : null,
    liftInterval: ratioInterval(control.mean, spreadOf(control), arm.mean, spreadOf(arm), errors),
  };
}

/** How many standard errors an average is above so many times another. Null where nothing varies. */
export function meanErrors(control: Estimate, arm: Estimate, ratio: number): number | null {
  const error = errorOf(control, arm, ratio);
  return error > 0 ? (arm.mean - ratio * control.mean) / error : null;
}

const spreadOf = ({ variance, of }: Estimate): number => (of === 0 ? 0 : variance / of);

const errorOf = (control: Estimate, arm: Estimate, ratio: number): number =>
  Math.sqrt(spreadOf(arm) + ratio ** 2 * spreadOf(control));

/** Fieller's interval: the ratios r for which `arm - r * control` lies within so many of its standard errors of 0. */
function ratioInterval(control: number, ofControl: number, arm: number, ofArm: number, errors: number) {
  const a = control ** 2 - errors ** 2 * ofControl;
  if (control <= 0 || a <= 0) return null;
  const middle = arm * control;
  const root = Math.sqrt(Math.max(0, middle ** 2 - a * (arm ** 2 - errors ** 2 * ofArm)));
  return [Math.max(-1, (middle - root) / a - 1), (middle + root) / a - 1] as const;
}
