// The days of an experiment, in its time zone: numbered since 1970, so that scripts can work them out.

import { LRUCache } from 'lru-cache';
import { secondsAhead } from '../base/timezone.ts';
import { experimentLimits } from './limits.ts';
import type { Experiment } from './record.ts';

const dayMs = 86_400_000;
/** Clocks are put forward and back at moments that these divide. */
const quarterMs = 900_000;

export class ExperimentDays {
  readonly #ahead = new LRUCache<string, number>({ max: 1_000 });

  /** How far the clock of the experiment is ahead of UTC, in seconds. */
  aheadAt({ timezone = 'UTC' }: Pick<Experiment, 'timezone'>, ms: number): number {
    if (timezone === 'UTC') return 0;
    const quarter = Math.floor(ms / quarterMs) * quarterMs;
    const name = `${timezone} ${quarter}`;
    const known = this.#ahead.get(name);
    if (known !== undefined) return known;
    const ahead = secondsAhead(timezone, quarter);
    this.#ahead.set(name, ahead);
    return ahead;
  }

  dayAt(experiment: Pick<Experiment, 'timezone'>, ms: number): number {
    return Math.floor((ms + 1_000 * this.aheadAt(experiment, ms)) / dayMs);
  }

  /** The last day that has counts of its own. */
  lastOf(experiment: Experiment): number {
    return this.dayAt(experiment, experiment.startedAtMs ?? 0) + experimentLimits.days - 1;
  }
}

/** Such as 2030-01-31. */
export const dayName = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
