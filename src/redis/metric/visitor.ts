// What is known visitor by visitor: how far they went, whether they came back, where they have been.

import type { RedisHandle } from '../base/handle.ts';
import { checkLimit } from '../base/page.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript, type Script, type ScriptArgument } from '../base/scripts.ts';
import { normalisePath } from './dimension.ts';
import { numberOf } from './event.ts';
import { stepsOf } from './journal.ts';
import { metricKeys, part } from './keys.ts';
import { siteShards } from './shard.ts';
import { floorTo, time } from './time.ts';

const funnelScript = loadScript('metric/funnel');
const cohortScript = loadScript('metric/cohort');

export const visitorLimits = {
  funnelSteps: 10,
  funnelDays: 31,
  retentionDays: 31,
  /** A visitor is new on a day when not seen in this many days before it. */
  newAfterDays: 30,
  journey: { default: 50, max: 500 },
  /** What one script looks at, so that others do not wait for a whole report. */
  journalsPerScript: 100,
  visitorsPerScript: 200,
} as const;

export interface FunnelStep {
  readonly step: string;
  readonly visitors: number;
  /** 1 for the first step. */
  readonly rateFromPrevious: number;
  readonly rateFromFirst: number;
}

export interface RetentionCohort {
  readonly day: Date;
  readonly size: number;
  /** How many of them came on the first day after, on the second, and so on to the end of what was asked for. */
  readonly returned: readonly number[];
}

export interface JourneyStep {
  readonly path: string;
  readonly at: Date;
}

/** A step that begins with a slash is a page, any other the name of an event, or its type where it has no name. */
export async function readFunnel(
  redis: RedisHandle,
  site: string,
  steps: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<FunnelStep[]> {
  if (steps.length < 1 || steps.length > visitorLimits.funnelSteps)
    refuseBut(
      [rangeOf(1, visitorLimits.funnelSteps, 'entries')],
      'INVALID',
      `A funnel has 1 to ${visitorLimits.funnelSteps} steps.`,
      'steps',
    );
  if (toMs - fromMs > visitorLimits.funnelDays * time.dayMs)
    refuse('INVALID', `A funnel spans at most ${visitorLimits.funnelDays} days.`, 'to');
  const entries = steps.map((step) => (step.startsWith('/') ? `p${normalisePath(step)}` : `e${step}`));
  const reached = steps.map(() => 0);
  const days: number[] = [];
  for (let day = floorTo(fromMs, time.dayMs); day < toMs; day += time.dayMs) days.push(day);
  const firstDay = Math.floor(fromMs / time.dayMs);
  await eachShard(redis, site, async (shard) => {
    const keys = days.map((day) => metricKeys.bucket(redis.prefix, site, shard, part.journals(day)));
    for (let day = 1; day <= days.length; day++) {
      const argsFrom = (cursor: string) => [
        ...[fromMs, toMs, firstDay, day, cursor, visitorLimits.journalsPerScript],
        ...entries,
      ];
      await eachVisitor(redis, funnelScript, keys, argsFrom, (stepsTaken) => {
        for (let step = 0; step < stepsTaken; step++) reached[step] = (reached[step] as number) + 1;
      });
    }
  });
  return steps.map((step, index) => {
    const visitors = reached[index] as number;
    const previous = index === 0 ? visitors : (reached[index - 1] as number);
    return {
      step,
      visitors,
      rateFromPrevious: share(visitors, previous),
      rateFromFirst: share(visitors, reached[0] as number),
    };
  });
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** One cohort for each of `days` days of UTC. */
export async function readRetention(
  redis: RedisHandle,
  site: string,
  fromMs: number,
  days: number,
): Promise<RetentionCohort[]> {
  if (!Number.isInteger(days) || days < 1 || days > visitorLimits.retentionDays)
    refuseBut(
      [rangeOf(1, visitorLimits.retentionDays)],
      'INVALID',
      `days must be between 1 and ${visitorLimits.retentionDays}.`,
      'days',
    );
  const first = floorTo(fromMs, time.dayMs);
  const cohorts = Array.from({ length: days }, (_, index) => ({
    day: new Date(first + index * time.dayMs),
    size: 0,
    returned: Array.from({ length: days - 1 - index }, () => 0),
  }));
  const before = visitorLimits.newAfterDays;
  await eachShard(redis, site, async (shard) => {
    for (const cohort of cohorts) {
      const { day, returned } = cohort;
      const seen = (offset: number): string =>
        metricKeys.bucket(redis.prefix, site, shard, part.seen(day.getTime() + offset * time.dayMs));
      const earlier = Array.from({ length: before }, (_, index) => seen(-1 - index));
      const keys = [seen(0), ...earlier, ...returned.map((_, index) => seen(index + 1))];
      await eachVisitor(
        redis,
        cohortScript,
        keys,
        (cursor) => [before, cursor, visitorLimits.visitorsPerScript],
        (back) => {
          cohort.size += 1;
          for (let index = 0; index < returned.length; index++)
            returned[index] = (returned[index] as number) + ((back >> index) & 1);
        },
      );
    }
  });
  return cohorts;
}

function eachShard(redis: RedisHandle, site: string, read: (shard: number) => Promise<void>): Promise<unknown> {
  return Promise.all(siteShards(redis, site).numbers.map(read));
}

/**
 * Runs a script that returns visitors page by page, and calls `visit` once for each visitor with the script's value for them.
 * @param argsFrom the script's arguments, for the cursor of a page
 */
async function eachVisitor(
  redis: RedisHandle,
  script: Script,
  keys: readonly string[],
  argsFrom: (cursor: string) => readonly ScriptArgument[],
  visit: (value: number) => void,
): Promise<void> {
  const seen = new Set<string>();
  let cursor = '0';
  do {
    const [next, ...found] = (await redis.run(script, keys, argsFrom(cursor))) as [string, ...(string | number)[]];
    for (let place = 0; place < found.length; place += 2) {
      const visitor = found[place] as string;
      if (seen.has(visitor)) continue;
      seen.add(visitor);
      visit(found[place + 1] as number);
    }
    cursor = next;
  } while (cursor !== '0');
}

/** The newest pages of a visitor within the last 31 days, oldest first. */
export async function readJourney(
  redis: RedisHandle,
  site: string,
  visitorId: string,
  nowMs: number,
  limit: number,
): Promise<JourneyStep[]> {
  checkLimit(limit, visitorLimits.journey);
  const visitor = numberOf(visitorId);
  const shard = siteShards(redis, site).of(visitorId);
  const days = Array.from({ length: visitorLimits.funnelDays + 1 }, (_, index) =>
    floorTo(nowMs - (visitorLimits.funnelDays - index) * time.dayMs, time.dayMs),
  );
  const journals = await Promise.all(
    days.map((day) => redis.client.hget(metricKeys.bucket(redis.prefix, site, shard, part.journals(day)), visitor)),
  );
  return days
    .flatMap((day, index) =>
      stepsOf(journals[index] ?? '')
        .filter(({ kind }) => kind === 'page')
        .map(({ intoDayMs, label }) => ({ path: label, at: new Date(day + intoDayMs) })),
    )
    .slice(-limit);
}
