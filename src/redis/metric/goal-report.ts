// What was counted of the goals of a site: conversions, visitors and value, by whole quarter-hours.

import { RedisClock } from '../base/clock.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { ReportHandle } from '../base/report-handle.ts';
import { piecesOf } from './bucket.ts';
import { knownAmong } from './known.ts';
import { readSums, type Sums, type Wanted } from './read.ts';
import { type Cut, checkRange } from './report.ts';
import { pointsOf } from './series.ts';
import type { SiteGoal, SiteGoals } from './site-goal.ts';
import { ceilTo, floorTo, time } from './time.ts';

/** Each is null if not all of the time is known, or if it ended before there was the goal and nothing was counted for it since. */
export interface Counted {
  readonly conversions: number | null;
  readonly visitors: number | null;
  /** Minor units by currency; below 0 where more went back than came in. */
  readonly value: ReadonlyMap<string, bigint> | null;
}

export interface GoalTotals extends Counted {
  readonly goal: SiteGoal;
  /** Visitors who reached the goal, divided by all visitors. */
  readonly conversionRate: number | null;
}

export interface GoalPoint extends Counted {
  readonly at: Date;
}

const wantedOf = ({ number }: SiteGoal): Wanted => ({ counts: ['g'], visitors: true, revenue: true, goal: number });

export class GoalReports {
  readonly #redis: ReportHandle;
  readonly #clock: RedisClock;
  readonly #goals: SiteGoals;

  constructor(redis: RedisHandle, goals: SiteGoals) {
    this.#redis = new ReportHandle(redis);
    this.#clock = new RedisClock(redis.client);
    this.#goals = goals;
  }

  /** All goals of a site by name. @throws Refusal INVALID for a range that is empty or longer than 400 days. */
  async totals(site: string, from: Date, to: Date): Promise<GoalTotals[]> {
    checkRange(from, to);
    const goals = await this.#goals.list(site);
    if (goals.length === 0) return [];
    const toMs = ceilTo(to.getTime(), time.quarterMs);
    const pieces = piecesOf(floorTo(from.getTime(), time.quarterMs), toMs);
    const read = async (wanted: Wanted): Promise<Sums> =>
      (await readSums(this.#redis, site, [pieces], wanted))[0] as Sums;
    const [all, ...each] = await Promise.all([
      read({ counts: [], visitors: true }),
      ...goals.map((goal) => read(wantedOf(goal))),
    ]);
    const isKnown = pieces.every(await knownAmong(this.#redis, site, pieces, await this.#clock.nowMs()));
    return goals.map((goal, index) => {
      const counted = countedOf(goal, each[index] as Sums, isKnown, toMs);
      const { visitors } = counted;
      const conversionRate = visitors === null ? null : all.visitors === 0 ? 0 : Math.min(1, visitors / all.visitors);
      return { goal, ...counted, conversionRate };
    });
  }

  /** @throws Refusal INVALID as `Metrics.series` does, and for minutes; NOT_FOUND for a goal that there is not. */
  async series(site: string, name: string, { interval, from, to, timezone }: Cut): Promise<GoalPoint[]> {
    checkRange(from, to);
    if (interval === 'MINUTE') refuse('INVALID', 'Goals are counted by quarter-hours: give HOUR or DAY.', 'interval');
    const goal = await this.#goals.find(site, name);
    if (!goal) refuse('NOT_FOUND', `The site ${site} has no goal ${JSON.stringify(name)}.`, 'goal');
    const [fromMs, toMs] = [floorTo(from.getTime(), time.quarterMs), ceilTo(to.getTime(), time.quarterMs)];
    const points = pointsOf(interval, fromMs, toMs, timezone);
    const pieces = points.map((point) => piecesOf(point.fromMs, point.toMs));
    const sums = await readSums(this.#redis, site, pieces, wantedOf(goal));
    const isKnown = await knownAmong(this.#redis, site, pieces.flat(), await this.#clock.nowMs());
    return points.map((point, index) => ({
      at: new Date(point.fromMs),
      ...countedOf(goal, sums[index] as Sums, pieces[index]?.every(isKnown) ?? false, point.toMs),
    }));
  }
}

function countedOf(
  { createdAt }: SiteGoal,
  { counts, visitors, revenue }: Sums,
  isKnown: boolean,
  toMs: number,
): Counted {
  if (!isKnown || (counts.g === 0 && revenue.size === 0 && toMs <= createdAt.getTime()))
    return { conversions: null, visitors: null, value: null };
  return { conversions: counts.g, visitors, value: revenue };
}
