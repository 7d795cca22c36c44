// How far a difference must lie from zero, counted in its standard errors, at any moment of a test that is looked at as
// often as one likes. docs/decisions/always-valid-differences.md tells how it was chosen, and from what.

import jStat from 'jstat';

const phi = (z: number): number => jStat.normal.cdf(z, 0, 1);

const shape = {
  /** The share of the error that is kept for tests that go on far beyond their planned size. */
  lateShare: 0.05,
  /** At how many times the planned size the late part is narrowest. */
  lateScale: 4,
  /** How steeply the lines rise before the planned size and after it, for an error of 5%. */
  slopes: [0.6, 1.75],
} as const;

/**
 * A boundary that Brownian motion crosses, in its whole life, with at most the given probability: two straight lines that
 * meet at the planned size (time 1), for which that probability is known exactly, and beyond them the confidence sequence
 * of Waudby-Smith and others (arXiv 2103.06476, equation 9) for a small share of the error.
 */
export class Sequence {
  readonly #start: number;
  readonly #slopes: readonly [number, number];
  readonly #late: number;

  /** @param alpha the probability that the boundary is ever crossed by a difference that is none, on either side. */
  constructor(alpha: number) {
    const steeper = Math.sqrt(Math.log(2 / alpha) / Math.log(2 / 0.05));
    this.#slopes = [shape.slopes[0] * steeper, shape.slopes[1] * steeper];
    this.#late = alpha * shape.lateShare;
    const each = (alpha * (1 - shape.lateShare)) / 2;
    let [low, high] = [0, 20];
    for (let step = 0; step < 60; step += 1) {
      const middle = (low + high) / 2;
      if (everCrossed(middle, ...this.#slopes) > each) low = middle;
      else high = middle;
    }
    this.#start = high;
  }

  /** How likely a difference of so many standard errors at the planned size is found until then, with looks all the time. */
  powerOf(errors: number): number {
    const start = this.#start;
    const drift = errors - this.#slopes[0];
    return Math.min(1, phi(drift - start) + Math.exp(Math.min(700, 2 * drift * start)) * phi(-start - drift));
  }

  /** How many standard errors a difference must have at the planned size to be found until then with this probability. */
  errorsFor(power: number): number {
    let [low, high] = [0, this.errorsAt(1) + quantile(power) + 10];
    for (let step = 0; step < 60; step += 1) {
      const middle = (low + high) / 2;
      if (this.powerOf(middle) < power) low = middle;
      else high = middle;
    }
    return high;
  }

  /** The standard errors that it takes after `time` times the planned size. */
  errorsAt(time: number): number {
    if (!(time > 0)) return Number.POSITIVE_INFINITY;
    const [before, after] = this.#slopes;
    const lines = this.#start + before * Math.min(time, 1) + after * Math.max(0, time - 1);
    return Math.min(lines / Math.sqrt(time), lateErrors(time / shape.lateScale, this.#late));
  }
}

/** How likely a standard normal variable is below this. */
export function quantile(probability: number): number {
  return jStat.normal.inv(probability, 0, 1);
}

/** How likely Brownian motion ever rises above a line that starts at `start` and has another slope from time 1 on. */
function everCrossed(start: number, before: number, after: number): number {
  const [above, below] = [start + before, start - before];
  const untilOne = phi(-above) + Math.exp(-2 * start * before) * phi(-below);
  const fromOne =
    Math.exp(2 * after * (after - above)) * phi(above - 2 * after) -
    Math.exp(2 * after * (after + below) - 2 * start * before) * phi(-below - 2 * after);
  return untilOne + fromOne;
}

function lateErrors(time: number, alpha: number): number {
  const mixing = -2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1);
  const spread = time * mixing + 1;
  return Math.sqrt((2 * spread * Math.log(Math.sqrt(spread) / alpha)) / (time * mixing));
}
