// What is known visitor by visitor: how far they went, whether they came back, where they have been.

import type { RedisHandle } from '../base/handle.ts';
import { checkLimit } from '../base/page.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { type ReportHandle, reportLimits } from '../base/report-handle.ts';
import { loadScript, type Script, type ScriptArgument } from '../base/scripts.ts';
import { normalisePath } from './dimension.ts';
import { numberOf } from './event.ts';
import { stepsOf } from './journal.ts';
import { metricKeys, part } from './keys.ts';
import { knownDays } from './known.ts';
import { groupsOf } from './read.ts';
import { type Reading, visitsOf } from './report.ts';
import { siteShards } from './shard.ts';
import { floorTo, time } from './time.ts';
import { filterNode, type VisitFilter } from './visit/filter.ts';
import { countFunnel, visitorsOfDays } from './visit/funnel.ts';

const cohortScript = loadScript('metric/cohort');

export const visitorLimits = {
  funnelSteps: 10,
  funnelDays: 31,
  retentionDays: 31,
  /** A visitor is new on a day when not seen in this many days before it. */
  newAfterDays: 30,
  journey: { default: 50, max: 500 },
  /** What one script looks at, so that others do not wait for a whole report. */
  visitorsPerScript: 200,
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
  const cohorts = Array.from({ length: days }, (_, index) => ({
    day: new Date(first + index * time.dayMs),
    size: 0,
    returned: Array.from({ length: days - 1 - index }, () => 0),
  }));
  const before = visitorLimits.newAfterDays;
  const seen = Array.from({ length: before + days }, (_, index) => first + (index - before) * time.dayMs);
  const names = seen.map(part.seen);
  await eachVisitor<[day: number, back: number]>(
    redis,
    site,
    cohortScript,
    (day, cursor) => [before, day, cursor, visitorLimits.visitorsPerScript, ...names],
    { days, count: 2 },
    ([day, back], visitor) => {
      const cohort = cohorts[day - 1] as (typeof cohorts)[number];
      if (selected && !selected.has(visitor, cohort.day.getTime())) return;
      cohort.size += 1;
      for (const index of cohort.returned.keys())
        cohort.returned[index] = (cohort.returned[index] as number) + ((back >> index) & 1);
    },
  );
  const isKnown = await knownDays(redis, site, 'visitors', seen, nowMs);
  return cohorts.map((cohort, index) => {
    const known =
      seen.slice(index, index + before + 1).every(isKnown) &&
      !(selected && cohort.day.getTime() < selected.unknownUntil);
    const returned = cohort.returned.map((count, later) =>
      known && isKnown(seen[index + before + 1 + later] as number) ? count : null,
    );
    return { ...cohort, size: known ? cohort.size : null, returned };
  });
}

async function selectedOn(reading: Reading, filter: VisitFilter, fromMs: number, toMs: number) {
  const node = await filterNode(filter, reading.sources);
  const { visits, unknownUntil } = await visitsOf(reading, fromMs, toMs, true);
  return { unknownUntil, has: await visitorsOfDays(visits, node, reading.turns) };
}

/** The day to go on with, the cursor in it, then visitors with their values. */
type VisitorsReply = [next: number, cursor: string, ...found: (string | number)[]];

/**
 * Runs a script over all shards that returns visitors page by page, and calls `visit` once for each visitor with the script's
 * values for them. One script, where there are few; where there are more, each shard is read by itself from there on, and these
 * scripts count as large ones.
 * @param argsFrom the script's arguments, for the day of all shards' days and the cursor in it where a page begins
 * @param days how many days a shard has
 * @param count how many values
 */
async function eachVisitor<Values extends readonly number[]>(
  redis: ReportHandle,
  site: string,
  script: Script,
  argsFrom: (day: number, cursor: string) => readonly ScriptArgument[],
  { days, count }: { readonly days: number; readonly count: Values['length'] },
  visit: (values: Values, visitor: string) => void,
): Promise<void> {
  const take = (found: readonly (string | number)[], known: ReadonlySet<string>): Set<string> => {
    const taken = new Set<string>();
    for (let place = 0; place < found.length; place += count + 1) {
      const visitor = found[place] as string;
      if (known.has(visitor) || taken.has(visitor)) continue;
      taken.add(visitor);
      visit(found.slice(place + 1, place + 1 + count) as unknown as Values, visitor);
    }
    return taken;
  };
  const readShard = async (base: string, from: number, fromCursor: string, before: Set<string>): Promise<void> => {
    let seen = before;
    for (let day = from, cursor = fromCursor; day > 0; ) {
      const reply = await redis.run(script, [base], argsFrom(day, cursor));
      const [next, nextCursor, ...found] = reply as VisitorsReply;
      const taken = take(found, seen);
      // Of the days before, nobody comes again.
      if (next !== day) seen = taken;
      else for (const visitor of taken) seen.add(visitor);
      day = next;
      cursor = nextCursor;
    }
  };
  const readAll = async (bases: readonly string[]): Promise<void> => {
    const reply = await redis.runWorking(reportLimits.workPerScript, script, bases, argsFrom(1, '0'));
    const [next, cursor, ...found] = reply as VisitorsReply;
    const taken = take(found, new Set());
    if (next === 0) return;
    const first = Math.floor((next - 1) / days);
    await Promise.all(
      bases
        .slice(first)
        .map((base, index) =>
          index === 0 ? readShard(base, ((next - 1) % days) + 1, cursor, taken) : readShard(base, 1, '0', new Set()),
        ),
    );
  };
  await Promise.all(groupsOf(redis, site).map(readAll));
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
