// Two shares against each other: which is the better one, and how sure that is. Each function names its formula; the
// distributions are jstat's.

import jStat from 'jstat';

/** How many of how many. */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

export const rateOf = ({ hits, of }: Share): number => (of === 0 ? 0 : hits / of);

/** The difference in standard errors, with the pooled rate. 0 where both rates are 0 or 1. */
export function errorsOf(control: Share, arm: Share): number {
  const pooled = (control.hits + arm.hits) / (control.of + arm.of);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / control.of + 1 / arm.of));
  return error > 0 ? (rateOf(arm) - rateOf(control)) / error : 0;
}

/** Two-sided z-test of two shares with the pooled rate: `prop.test(correct = FALSE)` in R. Null where it has no answer. */
export function pValueOf(control: Share, arm: Share): number | null {
  const hits = control.hits + arm.hits;
  if (control.of === 0 || arm.of === 0 || hits === 0 || hits === control.of + arm.of) return null;
  return 2 * jStat.normal.cdf(-Math.abs(errorsOf(control, arm)), 0, 1);
}

/** With fewer hits or misses anywhere, the sum is exact. With more, the posteriors' odds are normal to a ten-thousandth. */
const exactMax = 1_000;

/**
 * How likely it is that the arm's true rate is the greater one, where nothing was known before: each rate has the
 * posterior Beta(1 + hits, 1 + misses).
 */
export function chanceToWinOf(control: Share, arm: Share): number {
  const [first, second] = [posterior(control), posterior(arm)];
  const least = Math.min(first.hits, first.misses, second.hits, second.misses);
  if (least > exactMax) {
    const deviation = Math.sqrt([first, second].reduce((sum, { hits, misses }) => sum + 1 / hits + 1 / misses, 0));
    return jStat.normal.cdf((logOdds(second) - logOdds(first)) / deviation, 0, 1);
  }
  // The sum has as many terms as its second posterior has hits: so the least of the four stands there.
  const turned = ({ hits, misses }: Posterior): Posterior => ({ hits: misses, misses: hits });
  if (least === second.hits) return chanceAbove(first, second);
  if (least === first.hits) return 1 - chanceAbove(second, first);
  if (least === second.misses) return 1 - chanceAbove(turned(first), turned(second));
  return chanceAbove(turned(second), turned(first));
}

interface Posterior {
  readonly hits: number;
  readonly misses: number;
}

const posterior = ({ hits, of }: Share): Posterior => ({ hits: 1 + hits, misses: 1 + of - hits });

/** The mean of a posterior's logarithmic odds, to the third order. */
const logOdds = ({ hits, misses }: Posterior): number => Math.log(hits / misses) - 1 / (2 * hits) + 1 / (2 * misses);

/** That the second rate is above the first, exactly: Evan Miller's sum over the second's hits. */
function chanceAbove(first: Posterior, second: Posterior): number {
  const misses = first.misses + second.misses;
  // Begins with the chance that the first rate's hits all come before any of the second's misses.
  let term = 0;
  const [short, long] = first.hits < second.misses ? [first.hits, second.misses] : [second.misses, first.hits];
  for (let step = 0; step < short; step += 1) term -= Math.log1p(long / (first.misses + step));
  let [sum, greatest] = [1, term];
  for (let step = 0; step + 1 < second.hits; step += 1) {
    const ratio = ((first.hits + step) / (first.hits + step + misses)) * ((second.misses + step) / (1 + step));
    term += Math.log(ratio);
    if (term > greatest) {
      sum = sum * Math.exp(greatest - term) + 1;
      greatest = term;
    } else sum += Math.exp(term - greatest);
  }
  return Math.min(1, Math.max(0, sum * Math.exp(greatest)));
}

/**
 * Chi-squared test of counts against the shares they should have: a tiny value says that visitors were lost or counted
 * twice. Null while fewer than five are expected anywhere.
 */
export function sampleRatioPValueOf(counts: readonly number[], weights: readonly number[]): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const expected = weights.map((weight) => (weight / whole) * total);
  if (counts.length < 2 || Math.min(...expected) < 5) return null;
  const chi = counts.reduce(
    (sum, count, index) => sum + (count - (expected[index] as number)) ** 2 / (expected[index] as number),
    0,
  );
  return Math.max(0, 1 - jStat.chisquare.cdf(chi, counts.length - 1));
}
