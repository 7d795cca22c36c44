// How much greater one average is than another, relative to it, and how sure that is. The formulas are those of
// GrowthBook's statistics; the distributions are jstat's.

import jStat from 'jstat';

/** What was seen of one variant: the mean of so many observations, and their variance. */
export interface Estimate {
  readonly mean: number;
  readonly variance: number;
  readonly of: number;
}

export type Interval = readonly [from: number, to: number];

/** At how many observations, of all arms, the sequential interval is narrowest against a fixed one. */
const sequentialTuning = 5_000;

/** 0.1 is ten percent more than the first. Null where the first is 0. */
export function liftOf(control: Estimate, arm: Estimate): number | null {
  return control.of === 0 || control.mean === 0 || arm.of === 0 ? null : arm.mean / control.mean - 1;
}

/** The lift's interval by the delta method and Welch's t: right where it is looked at once. */
export function liftIntervalOf(control: Estimate, arm: Estimate, alpha = 0.05): Interval | null {
  const parts = liftParts(control, arm);
  if (!parts) return null;
  const { lift, variance, degrees } = parts;
  const half = jStat.studentt.inv(1 - alpha / 2, degrees) * Math.sqrt(variance);
  return [lift - half, lift + half];
}

/** Two-sided, by the same method as the interval: below 0.05 where the 95% interval does not hold 0. */
export function liftPValueOf(control: Estimate, arm: Estimate): number | null {
  const parts = liftParts(control, arm);
  if (!parts) return null;
  const { lift, variance, degrees } = parts;
  return 2 * jStat.studentt.cdf(-Math.abs(lift) / Math.sqrt(variance), degrees);
}

/**
 * The lift's interval that holds however often it is looked at: the asymptotic confidence sequence of Waudby-Smith and
 * others (arXiv 2103.06476, equation 9), wider than the fixed interval.
 */
export function sequentialIntervalOf(control: Estimate, arm: Estimate, alpha = 0.05): Interval | null {
  const parts = liftParts(control, arm);
  if (!parts) return null;
  const { lift, variance } = parts;
  const count = control.of + arm.of;
  const mixing = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / sequentialTuning;
  const spread = count * mixing + 1;
  const half = Math.sqrt((variance * 2 * spread * Math.log(Math.sqrt(spread) / alpha)) / (count * mixing));
  return [lift - half, lift + half];
}

function liftParts(control: Estimate, arm: Estimate): { lift: number; variance: number; degrees: number } | null {
  const lift = liftOf(control, arm);
  if (lift === null || control.of < 2 || arm.of < 2) return null;
  const ofControl = control.variance / control.of;
  const ofArm = arm.variance / arm.of;
  const variance = ofArm / control.mean ** 2 + (ofControl * arm.mean ** 2) / control.mean ** 4;
  if (!(variance > 0)) return null;
  const degrees = (ofControl + ofArm) ** 2 / (ofControl ** 2 / (control.of - 1) + ofArm ** 2 / (arm.of - 1));
  return { lift, variance, degrees };
}
