// What is known visitor by visitor: how far they went, whether they came back, where they have been.

import type { RedisHandle } from '../base/handle.ts';
import { checkLimit } from '../base/page.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { normalisePath } from './dimension.ts';
import { numberOf } from './event.ts';
import { stepsOf } from './journal.ts';
import { metricKeys, part } from './keys.ts';
import { knownDays } from './known.ts';
import { type Reading, visitsOf } from './report.ts';
import { siteShards } from './shard.ts';
import { floorTo, time } from './time.ts';
import { countCohorts } from './visit/cohort.ts';
import { filterNode, type VisitFilter } from './visit/filter.ts';
import { countFunnel, visitorsOfDays } from './visit/funnel.ts';

export const visitorLimits = {
  funnelSteps: 10,
  funnelDays: 31,
  retentionDays: 31,
  /** A visitor is new on a day when not seen in this many days before it. */
  newAfterDays: 30,
  journey: { default: 50, max: 500 },
} as const;

/** Null where a day of the range is no longer known. */
export interface FunnelStep {
  readonly step: string;
  readonly visitors: number | null;
  /** 1 for the first step. */
  readonly rateFromPrevious: number | null;
  readonly rateFromFirst: number | null;
}

export interface RetentionCohort {
  readonly day: Date;
  /** Null if it is no longer known who came on that day, or on one of those before it. */
  readonly size: number | null;
  /**
   * How many of them came on the first day after, on the second, and so on to the end of what was asked for. Null for a day that is no
   * longer known.
   */
  readonly returned: readonly (number | null)[];
}

export interface JourneyStep {
  readonly path: string;
  readonly at: Date;
}

/** A step that begins with a slash is a page, any other the name of an event, or its type where it has no name. */
export async function readFunnel(
  reading: Reading,
  steps: readonly string[],
  fromMs: number,
  toMs: number,
  filter?: VisitFilter | null,
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
  const labels = steps.map((step) => (step.startsWith('/') ? `p${normalisePath(step)}` : `e${step}`));
  const node = filter ? await filterNode(filter, reading.sources) : null;
  const { visits, unknownUntil } = await visitsOf(reading, fromMs, toMs, node !== null);
  if (unknownUntil > fromMs)
    return steps.map((step) => ({ step, visitors: null, rateFromPrevious: null, rateFromFirst: null }));
  const reached = await countFunnel(visits, node, labels, { fromMs, toMs }, reading.turns);
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

/** One cohort for each of `days` days of UTC. A filter selects those who had such a visit on their first day. */
export async function readRetention(
  reading: Reading,
  fromMs: number,
  days: number,
  filter?: VisitFilter | null,
): Promise<RetentionCohort[]> {
  if (!Number.isInteger(days) || days < 1 || days > visitorLimits.retentionDays)
    refuseBut(
      [rangeOf(1, visitorLimits.retentionDays)],
      'INVALID',
      `days must be between 1 and ${visitorLimits.retentionDays}.`,
      'days',
    );
  const { redis, site, nowMs } = reading;
  const first = floorTo(fromMs, time.dayMs);
  const selected = filter ? await selectedOn(reading, filter, first, first + days * time.dayMs) : null;
  const before = visitorLimits.newAfterDays;
  const seen = Array.from({ length: before + days }, (_, index) => first + (index - before) * time.dayMs);
  const visitors = await reading.visits.readVisitors(site, seen);
  const selects = selected?.among(visitors.names) ?? (() => true);
  const cohorts = await countCohorts(visitors, { days: seen, before, selects }, reading.turns);
  const isKnown = await knownDays(redis, site, 'visitors', seen, nowMs);
  return cohorts.map((cohort, index) => {
    const dayMs = first + index * time.dayMs;
    const known = seen.slice(index, index + before + 1).every(isKnown) && !(selected && dayMs < selected.unknownUntil);
    const returned = cohort.returned.map((count, later) =>
      known && isKnown(seen[index + before + 1 + later] as number) ? count : null,
    );
    return { day: new Date(dayMs), size: known ? cohort.size : null, returned };
  });
}

async function selectedOn(reading: Reading, filter: VisitFilter, fromMs: number, toMs: number) {
  const node = await filterNode(filter, reading.sources);
  const { visits, unknownUntil } = await visitsOf(reading, fromMs, toMs, true);
  return { unknownUntil, among: await visitorsOfDays(visits, node, reading.turns) };
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
