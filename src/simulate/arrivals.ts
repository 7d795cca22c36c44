// Who comes when. The seed alone decides who they are and how they follow each other; the rate and the hour decide how long
// it takes.

import { Random } from './random.ts';
import { type Shopper, shopperOf } from './shopper.ts';

/** How busy a shop is at each hour of the day, against its average. */
const hours = [
  0.35, 0.22, 0.15, 0.12, 0.13, 0.2, 0.4, 0.7, 0.95, 1.1, 1.2, 1.3, 1.35, 1.25, 1.15, 1.15, 1.2, 1.3, 1.5, 1.75, 1.9,
  1.8, 1.3, 0.75,
];
const average = hours.reduce((sum, share) => sum + share, 0) / hours.length;

/** How busy a moment is by the clock of this machine: 1 on average over a day, between two hours in between. */
export function busyness(atMs: number): number {
  const at = new Date(atMs);
  const hour = at.getHours();
  const part = at.getMinutes() / 60;
  const [now, next] = [hours[hour] as number, hours[(hour + 1) % 24] as number];
  return (now * (1 - part) + next * part) / average;
}

export interface Arrival {
  readonly shopper: Shopper;
  /** All that is left to chance in this visit. */
  readonly random: Random;
  /** How long after the one before, as a multiple of the mean. */
  readonly gap: number;
}

const returningShare = 0.25;

export class Arrivals {
  readonly #seed: string;
  readonly #random: Random;
  #known = 0;
  #visits = 0;

  constructor(seed: string) {
    this.#seed = seed;
    this.#random = new Random(`${seed} arrivals`);
  }

  next(): Arrival {
    const gap = this.#random.exponential(1);
    const returning = this.#random.chance(returningShare) && this.#known > 0;
    const number = returning ? this.#random.below(this.#known) : this.#known;
    if (!returning) this.#known += 1;
    this.#visits += 1;
    return {
      shopper: shopperOf(this.#seed, number),
      random: new Random(`${this.#seed} visit ${this.#visits}`),
      gap,
    };
  }
}
