// Two rates against each other: by how much they differ, as a difference and as a lift, for a given number of standard
// errors. The test is the score test: the standard error is that of the rates as they most likely are if the difference
// (or the lift) is the one in question, so that no end of an interval is impossible, however few the conversions.

import { endOf, type Interval } from './interval.ts';
import { errorsOf, rateOf, type Share } from './proportion.ts';

/** The differences that lie within so many standard errors: within -1 and 1. Miettinen and Nurminen, 1985. */
export function differenceIntervalOf(control: Share, arm: Share, errors: number): Interval {
  const far = (value: number) => Math.abs(differenceErrors(control, arm, value)) > errors;
  return around(rateOf(arm) - rateOf(control), [-1, 0, 1], far);
}

/** The lifts that lie within so many standard errors: above -1. Null where the first has no conversions: no end is known. */
export function liftRangeOf(control: Share, arm: Share, errors: number): Interval | null {
  if (control.hits === 0) return null;
  // Ratios from 0 to infinity, in a measure from 0 to 1; without a difference it is a half.
  const far = (part: number) => part === 1 || Math.abs(ratioErrors(control, arm, part / (1 - part))) > errors;
  const ratio = rateOf(arm) / rateOf(control);
  const [from, to] = around(ratio / (1 + ratio), [0, 0.5, 1], far);
  return [liftOfPart(from), liftOfPart(to)];
}

const liftOfPart = (part: number): number => (2 * part - 1) / (1 - part);

/** How many standard errors the arm lies above the rate that it would have with this lift; also where the first has no conversions. */
export const liftErrors = (control: Share, arm: Share, lift: number): number => ratioErrors(control, arm, 1 + lift);

/** An interval around an estimate. Whether it holds the value of no difference is judged there, and nowhere near it. */
function around(
  estimate: number,
  [least, none, most]: readonly [number, number, number],
  far: (value: number) => boolean,
): Interval {
  const isApart = far(none);
  if (isApart && estimate > none) return [endOf(estimate, none, far), endOf(estimate, most, far)];
  if (isApart) return [endOf(estimate, least, far), endOf(estimate, none, far)];
  return [endOf(Math.min(estimate, none), least, far), endOf(Math.max(estimate, none), most, far)];
}

/** How many standard errors the observed difference lies from one in question. */
function differenceErrors(control: Share, arm: Share, difference: number): number {
  if (difference === 0) return errorsOf(control, arm);
  const [second, first] = [rateOf(control), rateOf(arm)];
  const size = control.of / arm.of;
  // The most likely rate of the arm, given the difference: the root of a cubic equation.
  const a = 1 + size;
  const b = -(1 + size + first + size * second + difference * (size + 2));
  const c = difference ** 2 + difference * (2 * first + size + 1) + first + size * second;
  const d = -first * difference * (1 + difference);
  const v = (b / (3 * a)) ** 3 - (b * c) / (6 * a ** 2) + d / (2 * a);
  const u = Math.sign(v || 1) * Math.sqrt(Math.max(0, (b / (3 * a)) ** 2 - c / (3 * a)));
  const angle = u === 0 ? Math.PI / 2 : (Math.PI + Math.acos(Math.min(1, Math.max(-1, v / u ** 3)))) / 3;
  const ofArm = share(2 * u * Math.cos(angle) - b / (3 * a));
  const ofControl = share(ofArm - difference);
  return inErrors(first - second - difference, spread(ofArm, arm) + spread(ofControl, control));
}

/** The same of a ratio of the rates. */
function ratioErrors(control: Share, arm: Share, ratio: number): number {
  if (ratio === 1) return errorsOf(control, arm);
  const [second, first] = [rateOf(control), rateOf(arm)];
  const size = control.of / arm.of;
  const a = 1 + size;
  const b = -(ratio * (1 + size * second) + size + first);
  const c = ratio * (first + size * second);
  // The smaller root, without taking two numbers that are nearly alike from each other.
  const ofArm = share((2 * c) / (-b + Math.sqrt(Math.max(0, b ** 2 - 4 * a * c))));
  const ofControl = ratio === 0 ? 0 : share(ofArm / ratio);
  return inErrors(first - ratio * second, spread(ofArm, arm) + ratio ** 2 * spread(ofControl, control));
}

const share = (value: number): number => Math.min(1, Math.max(0, value));
const spread = (rate: number, { of }: Share): number => (rate * (1 - rate)) / of;

/** Without any spread, only what is exactly so is possible. */
function inErrors(distance: number, variance: number): number {
  if (variance > 0) return distance / Math.sqrt(variance);
  return distance === 0 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY;
}
