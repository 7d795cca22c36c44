// When a cached value is loaded anew before it runs out, by a clock and dice of the test's own.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDueEarly } from '../../src/redis/cache/early.ts';

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed. */
function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / (2 ** 32 + 1);
  };
}

describe('a load before the end', () => {
  it('is due with the odds e^-(time left / time of a load)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 11, noNaN: true }),
        fc.integer({ min: 1, max: 30_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        (loadsAway, tookMs, nowMs) => {
          const value = { freshUntilMs: nowMs + loadsAway * tookMs, tookMs };
          const odds = Math.exp(-loadsAway);
          expect(isDueEarly(value, nowMs, () => odds * 0.99)).toBe(true);
          expect(isDueEarly(value, nowMs, () => odds * 1.01)).toBe(false);
        },
      ),
    );
  });

  it('is never due long before the end, and always at it', () => {
    const value = { freshUntilMs: 60_000, tookMs: 100 };
    expect(isDueEarly(value, 60_000 - 1_201, () => Number.MIN_VALUE)).toBe(false);
    expect(isDueEarly(value, 60_000, () => 0.999_999)).toBe(true);
    expect(isDueEarly({ ...value, tookMs: 0 }, 59_999, () => Number.MIN_VALUE)).toBe(false);
  });

  it('spares nearly all lives of a key that is asked for often the wait, by a few loads at most', () => {
    const dice = diceOf(7);
    const [lives, tookMs, everyMs, lifeMs] = [2_000, 50, 5, 10_000];
    let spared = 0;
    let early = 0;
    for (let life = 0; life < lives; life += 1) {
      for (let nowMs = 0; nowMs < lifeMs; nowMs += everyMs) {
        if (!isDueEarly({ freshUntilMs: lifeMs, tookMs }, nowMs, dice)) continue;
        // It is there in time only where its load ends before the value does.
        if (nowMs + tookMs <= lifeMs) spared += 1;
        early += lifeMs - nowMs;
        break;
      }
    }
    expect(spared / lives).toBeGreaterThan(0.95);
    // What is loaded too early is loaded more often than needed: about the time of three loads here.
    expect(early / lives).toBeLessThan(4 * tookMs);
    expect(early / lives).toBeGreaterThan(2 * tookMs);
  });
});
