// What is known visitor by visitor: how far they went, whether they came back, where they have been.

import type { RedisHandle } from './handle.ts';
import { floorTo, metricLimits, part, time } from './metric-bucket.ts';
import { hashVisitor, normalisePath } from './metric-event.ts';
import { stepsOf } from './metric-journal.ts';
import { refuse } from './problem.ts';
import { loadScript } from './scripts.ts';

const funnelScript = loadScript('metric-funnel');
const cohortScript = loadScript('metric-cohort');

export const visitorLimits = {
  funnelSteps: 10,
  funnelDays: 31,
  retentionDays: 31,
  /** A visitor is new on a day when not seen in this many days before it. */
  newAfterDays: 30,
  journeySteps: 500,
  journalsPerScript: 200,
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
    refuse('INVALID', `A funnel has 1 to ${visitorLimits.funnelSteps} steps.`, 'steps');
  if (toMs - fromMs > visitorLimits.funnelDays * time.dayMs)
    refuse('INVALID', `A funnel spans at most ${visitorLimits.funnelDays} days.`, 'to');
  const entries = steps.map((step) => (step.startsWith('/') ? `p${normalisePath(step)}` : `e${step}`));
  const reached = steps.map(() => 0);
  const days: number[] = [];
  for (let day = floorTo(fromMs, time.dayMs); day < toMs; day += time.dayMs) days.push(day);
  const start = [fromMs, toMs, Math.floor(fromMs / time.dayMs), steps.length, ...entries];
  const readShard = async (shard: number): Promise<void> => {
    const keys = days.map((day) => redis.keys.metric(site, shard, part.journals(day)));
    const visitors = [...new Set((await Promise.all(keys.map((key) => redis.client.hkeys(key)))).flat())];
    const chunk = Math.ceil(visitorLimits.journalsPerScript / days.length);
    for (let first = 0; first < visitors.length; first += chunk) {
      const args = [...start, ...visitors.slice(first, first + chunk)];
      const counts = (await redis.run(funnelScript, keys, args)) as number[];
      counts.forEach((count, step) => {
        reached[step] = (reached[step] as number) + count;
      });
    }
  };
  await Promise.all(Array.from({ length: metricLimits.shards }, (_, shard) => readShard(shard)));
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
    refuse('INVALID', `days must be between 1 and ${visitorLimits.retentionDays}.`, 'days');
  const first = floorTo(fromMs, time.dayMs);
  const cohorts = Array.from({ length: days }, (_, index) => ({
    day: new Date(first + index * time.dayMs),
    size: 0,
    returned: Array.from({ length: days - 1 - index }, () => 0),
  }));
  const before = visitorLimits.newAfterDays;
  const reads = cohorts.flatMap((cohort) =>
    Array.from({ length: metricLimits.shards }, async (_, shard) => {
      const day = cohort.day.getTime();
      const seen = (offset: number): string => redis.keys.metric(site, shard, part.seen(day + offset * time.dayMs));
      const earlier = Array.from({ length: before }, (_, index) => seen(-1 - index));
      const later = cohort.returned.map((_, index) => seen(index + 1));
      const [size, ...back] = (await redis.run(cohortScript, [seen(0), ...earlier, ...later], [before])) as number[];
      cohort.size += size as number;
      back.forEach((count, index) => {
        cohort.returned[index] = (cohort.returned[index] as number) + count;
      });
    }),
  );
  await Promise.all(reads);
  return cohorts;
}

/** The newest pages of a visitor within the last 31 days, oldest first. */
export async function readJourney(
  redis: RedisHandle,
  site: string,
  visitorId: string,
  nowMs: number,
  first: number,
): Promise<JourneyStep[]> {
  if (!Number.isInteger(first) || first < 1 || first > visitorLimits.journeySteps)
    refuse('INVALID', `first must be between 1 and ${visitorLimits.journeySteps}.`, 'first');
  const { shard, visitor } = hashVisitor(visitorId);
  const days = Array.from({ length: visitorLimits.funnelDays + 1 }, (_, index) =>
    floorTo(nowMs - (visitorLimits.funnelDays - index) * time.dayMs, time.dayMs),
  );
  const journals = await Promise.all(
    days.map((day) => redis.client.hget(redis.keys.metric(site, shard, part.journals(day)), visitor)),
  );
  return days
    .flatMap((day, index) =>
      stepsOf(journals[index] ?? '')
        .filter(({ kind }) => kind === 'page')
        .map(({ intoDayMs, label }) => ({ path: label, at: new Date(day + intoDayMs) })),
    )
    .slice(-first);
}
