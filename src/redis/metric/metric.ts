// Live metrics of any number of sites: takes events in, each once and in any order, and answers what they add up to.
// docs/metrics.md defines every number.

import { randomBytes } from 'node:crypto';
import { RedisClock } from '../base/clock.ts';
import type { RedisHandle } from '../base/handle.ts';
import { MemoryWatch } from '../base/memory.ts';
import { nameLengths } from '../base/name.ts';
import { Overloaded, type Problem, rangeOf, refuseBut } from '../base/problem.ts';
import { ReportHandle } from '../base/report-handle.ts';
import { Turns } from '../base/turns.ts';
import { defaultRetention, metricLimits, type Retention } from './bucket.ts';
import { type DailyVisitorOf, DailyVisitors } from './daily-visitor.ts';
import type { VisitDimension } from './dimension.ts';
import { countDropped, readDropped } from './dropped.ts';
import { defaultTimes, type PreparedEvent, prepareEvent, type Rejection, type RejectReason } from './event.ts';
import type { MetricEvent } from './event-field.ts';
import { MetricFeed } from './feed.ts';
import { MetricIngest, type Outcome } from './ingest.ts';
import { metricKeys } from './keys.ts';
import { type LiveMetrics, readLive } from './live.ts';
import type { TopEntry } from './read.ts';
import { Recogniser } from './recogniser.ts';
import {
  type CompleteFrom,
  checkRange,
  completeFromOf,
  type MetricPoint,
  type MetricTotals,
  type Reading,
  type RevenuePoint,
  readRevenueSeries,
  readSeries,
  readTopIn,
  readTotals,
  readValuesOfVisits,
  type TopOfVisits,
} from './report.ts';
import type { Interval, Metric } from './series.ts';
import { type PeriodShift, type Range, shiftedRange, shiftedSoFar } from './shift.ts';
import { isSite, type Sites, siteRule } from './site.ts';
import { SiteGoals } from './site-goal.ts';
import {
  type GoalCounter,
  type MetricsSettings,
  nearlyFull,
  noEvent,
  siteLimitReached,
  type TrackResult,
  type TrackSettings,
  type VariantSource,
} from './track.ts';
import type { VisitFilter } from './visit/filter.ts';
import { VisitIndex } from './visit/visits.ts';
import {
  type FunnelStep,
  type JourneyStep,
  type RetentionCohort,
  readFunnel,
  readJourney,
  readRetention,
  visitorLimits,
} from './visitor.ts';

export type { Dimension, VisitDimension } from './dimension.ts';
export type { EventType, MetricEvent } from './event-field.ts';
export type { FeedEntry, FeedEvent } from './feed.ts';
export type { LiveMetrics } from './live.ts';
export type { TopEntry } from './read.ts';
export type { CompleteFrom, MetricPoint, MetricTotals, RevenuePoint } from './report.ts';
export type { Interval, Metric } from './series.ts';
export type { PeriodShift } from './shift.ts';
export type { GoalCounter, MetricsSettings, TrackResult, TrackSettings } from './track.ts';
export type { VisitFilter } from './visit/filter.ts';
export type { FunnelStep, JourneyStep, RetentionCohort } from './visitor.ts';

const settings = { announceEveryMs: 100 } as const;

export class Metrics {
  readonly #redis: RedisHandle;
  readonly #reports: ReportHandle;
  readonly #ingest: MetricIngest;
  readonly #visits: VisitIndex;
  readonly #clock: RedisClock;
  readonly #memory: MemoryWatch;
  /** The newest events of each site; imports are not among them. */
  readonly feed: MetricFeed;
  readonly #beforeCounting: MetricsSettings['beforeCounting'];
  readonly #goals: GoalCounter | undefined;
  readonly #siteGoals: SiteGoals;
  readonly #sites: Sites | undefined;
  readonly #variants: VariantSource | undefined;
  readonly #kept: Retention;
  readonly #recogniser: Recogniser;
  readonly #daily: DailyVisitors;
  /** Events of long lists are prepared in turns, so that a flood of them holds nobody else up. */
  readonly #turns = new Turns();
  readonly #announcing = new Map<string, Promise<void>>();
  #eventsHeld = 0;

  constructor(
    redis: RedisHandle,
    {
      beforeCounting,
      goals,
      siteGoals = new SiteGoals(redis),
      sites,
      variants,
      siteBytesPerDay,
      kept = defaultRetention,
      placeOf,
    }: MetricsSettings = {},
  ) {
    this.#redis = redis;
    this.#reports = new ReportHandle(redis);
    this.#visits = new VisitIndex(this.#reports);
    this.#ingest = new MetricIngest(redis, kept, siteBytesPerDay ?? metricLimits.siteBytesPerDay);
    this.#memory = new MemoryWatch(redis.client);
    this.feed = new MetricFeed(redis);
    this.#clock = new RedisClock(redis.client);
    this.#beforeCounting = beforeCounting;
    this.#goals = goals;
    this.#siteGoals = siteGoals;
    this.#sites = sites;
    this.#variants = variants;
    this.#kept = kept;
    this.#recogniser = new Recogniser(placeOf);
    this.#daily = new DailyVisitors(redis, this.#clock);
  }

  /**
   * Counts events. An invalid one is reported and does not affect the others. A caller that could not read an event gives the
   * reason in its place.
   * @throws Refusal LIMIT_EXCEEDED for more than 500 events, INVALID for a site that is none; Overloaded if 50,000 events
   * of other calls wait in this process, or if Redis is nearly full.
   */
  async track(
    site: string,
    events: readonly (MetricEvent | Rejection)[],
    settings: TrackSettings = {},
  ): Promise<TrackResult> {
    checkSite(site);
    const limit = metricLimits.eventsPerTrack;
    if (events.length > limit)
      refuseBut(
        [rangeOf(0, limit, 'entries')],
        'LIMIT_EXCEEDED',
        `At most ${limit} events fit into one call.`,
        'events',
      );
    if (this.#eventsHeld >= metricLimits.eventsAtOnce) throw new Overloaded();
    this.#eventsHeld += events.length;
    try {
      if ((await this.#memory.share()) >= metricLimits.memoryShare) throw new Overloaded(nearlyFull);
      return await this.#track(site, events, settings);
    } finally {
      this.#eventsHeld -= events.length;
    }
  }

  async #track(
    site: string,
    given: readonly (MetricEvent | Rejection)[],
    { imported = false }: TrackSettings,
  ): Promise<TrackResult> {
    const events = Array.from(given, (event) => (typeof event === 'object' && event ? event : noEvent));
    const [nowMs, goalsOf, isOwnHost] = await Promise.all([
      this.#clock.nowMs(),
      this.#siteGoals.goalsOf(site),
      this.#sites?.ownHosts(site),
    ]);
    const reasons = new Map<RejectReason, number>();
    const problems: Problem[] = [];
    const reject = (reason: RejectReason): void => {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    };
    const prepared: PreparedEvent[] = [];
    const defaults = defaultTimes(events, nowMs);
    const results = await this.#turns.map(site, events, (event, index) => {
      const arrival = { nowMs, defaultMs: defaults[index] as number, anyPast: imported, goalsOf, isOwnHost };
      return 'reason' in event ? event : prepareEvent(site, event, arrival, this.#recogniser);
    });
    for (const [index, result] of results.entries()) {
      if (!('reason' in result)) {
        prepared.push(result);
        continue;
      }
      reject(result.reason);
      if (result.reason.startsWith('bot:')) continue;
      const field = ['events', String(index), ...(result.field?.split('.') ?? [])];
      problems.push({
        code: 'INVALID',
        message: result.message,
        field,
        ...(result.allowed && { allowed: result.allowed }),
      });
    }
    const goals = await this.#prepareCounting(prepared);
    const outcomes = await this.#ingest.addAll(prepared, goals, imported);
    const accepted = prepared.filter((_, index) => outcomes[index]?.kind === 'accepted');
    for (const { kind } of outcomes) if (kind === 'visitor_limit' || kind === 'site_limit') reject(kind);
    if (reasons.has('site_limit')) problems.push({ code: 'LIMIT_EXCEEDED', message: siteLimitReached(site) });
    if (accepted.length > 0) {
      if (!imported) await this.feed.add(site, accepted);
      this.#announce(site);
    }
    if (goals.size > 0) await this.#convert(prepared, goals, outcomes);
    if (!imported && reasons.size > 0) await countDropped(this.#redis, site, nowMs, reasons, this.#kept.days);
    const rejected = [...reasons.values()].reduce((sum, count) => sum + count, 0);
    const duplicates = events.length - accepted.length - rejected;
    return { accepted: accepted.length, duplicates, rejected, reasons, problems };
  }

  /** What is going on right now, in one round trip a node. */
  async live(site: string): Promise<LiveMetrics> {
    checkSite(site);
    return readLive(this.#redis, site, await this.#clock.nowMs());
  }

  /** From when on what is counted is known of every site, by the periods for which it is kept. */
  async completeFrom(): Promise<CompleteFrom> {
    return completeFromOf(await this.#clock.nowMs(), this.#kept);
  }

  /** The period that one is compared with, whole or `soFar`. */
  async shifted(shift: PeriodShift, range: Range, timezone = 'UTC', soFar = false): Promise<Range> {
    if (!soFar) return shiftedRange(shift, range, timezone);
    const nowMs = await this.#clock.nowMs();
    return shiftedSoFar(shift, range, timezone, nowMs, (await this.completeFrom()).quarterHours);
  }

  /**
   * @param filter counts only the visits that it selects; numbers are null before the time for which visits are kept.
   * @throws Refusal INVALID for a range that is empty or longer than 400 days, or for a filter that is none.
   */
  async totals(site: string, from: Date, to: Date, filter?: VisitFilter | null): Promise<MetricTotals> {
    return readTotals(await this.#reading(site), from, to, filter);
  }

  /**
   * One value for each minute, hour or day. Where `from` lies on a quarter-hour, the first point begins there; else points begin on whole
   * minutes, hours and days of UTC.
   * @param timezone whose days the points are, or whose days' hours and minutes. A day has 23 or 25 hours where the clock is changed.
   * @throws Refusal INVALID for a range that is empty or gives more than 3,000 points, or for a time zone that is none.
   */
  async series(
    site: string,
    metric: Metric,
    interval: Interval,
    from: Date,
    to: Date,
    timezone?: string,
    filter?: VisitFilter | null,
  ): Promise<MetricPoint[]> {
    return readSeries(await this.#reading(site), metric, { interval, from, to, timezone, filter });
  }

  /** The revenue of each minute, hour or day, in each currency of its purchases. @throws Refusal INVALID as `series` does. */
  async revenueSeries(
    site: string,
    interval: Interval,
    from: Date,
    to: Date,
    timezone?: string,
    filter?: VisitFilter | null,
  ): Promise<RevenuePoint[]> {
    return readRevenueSeries(await this.#reading(site), { interval, from, to, timezone, filter });
  }

  /**
   * The most frequent values of a dimension, by whole quarter-hours; null if not all of the range is known.
   * @param ofVisits a filter or an order, by which the list is counted exactly from visits, for as long as these are kept.
   * @throws Refusal INVALID for a range or a number of entries that is not allowed, or a dimension that visits do not keep.
   */
  async top(
    site: string,
    dimension: VisitDimension,
    from: Date,
    to: Date,
    limit: number = metricLimits.top.default,
    ofVisits: TopOfVisits = {},
  ): Promise<TopEntry[] | null> {
    return readTopIn(await this.#reading(site), dimension, from, to, limit, ofVisits);
  }

  /** All values of a dimension by whole quarter-hours, counted from visits; null if not all of the range is known. */
  async valuesOfVisits(site: string, dimension: VisitDimension, from: Date, to: Date): Promise<TopEntry[] | null> {
    return readValuesOfVisits(await this.#reading(site), dimension, from, to, {});
  }

  /**
   * How many visitors went along the steps in their order, whatever they did in between; null where a day is no longer known.
   * @throws Refusal INVALID for more than 10 steps or 31 days.
   */
  async funnel(
    site: string,
    steps: readonly string[],
    from: Date,
    to: Date,
    filter?: VisitFilter | null,
  ): Promise<FunnelStep[]> {
    const reading = await this.#reading(site);
    checkRange(from, to);
    return readFunnel(reading, steps, from.getTime(), to.getTime(), filter);
  }

  /** Who came for the first time on each day of UTC, and came back. @throws Refusal INVALID for more than 31 days. */
  async retention(site: string, from: Date, days: number, filter?: VisitFilter | null): Promise<RetentionCohort[]> {
    return readRetention(await this.#reading(site), from.getTime(), days, filter);
  }

  /** The newest pages of a visitor within 31 days, oldest first. @throws Refusal INVALID for more than 500. */
  async journey(
    site: string,
    visitorId: string,
    limit: number = visitorLimits.journey.default,
  ): Promise<JourneyStep[]> {
    checkSite(site);
    return readJourney(this.#redis, site, visitorId, await this.#clock.nowMs(), limit);
  }

  /**
   * How many events were refused on the days of UTC that a range touches, by reason, most first; imports excepted. Null if a day is
   * no longer known.
   */
  async dropped(site: string, from: Date, to: Date): Promise<TopEntry[] | null> {
    checkSite(site);
    checkRange(from, to);
    return readDropped(this.#redis, site, {
      fromMs: from.getTime(),
      toMs: to.getTime(),
      nowMs: await this.#clock.nowMs(),
    });
  }

  /** Names visitors of a site of whom only address and user agent are known, for a day. @throws Refusal INVALID for a site that is none. */
  async dailyVisitors(site: string): Promise<DailyVisitorOf> {
    checkSite(site);
    return this.#daily.of(site);
  }

  /** A secret of this Redis, for those who must turn an address into a visitor who is the same tomorrow. */
  async importSalt(): Promise<string> {
    const { client, prefix } = this.#redis;
    await client.set(metricKeys.salt(prefix), randomBytes(16).toString('base64url'), 'NX');
    return (await client.get(metricKeys.salt(prefix))) as string;
  }

  /** Waits until who watches has been told of all that was counted. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#announcing.values());
  }

  async #prepareCounting(events: readonly PreparedEvent[]): Promise<ReadonlySet<PreparedEvent>> {
    if (events.length === 0) return new Set();
    const [goals] = await Promise.all([this.#goals?.goalsAmong(events), this.#beforeCounting?.(events)]);
    return goals ?? new Set();
  }

  /** A duplicate converts only where its first arrival got no further than being counted, and then by that one's time. */
  async #convert(
    events: readonly PreparedEvent[],
    goals: ReadonlySet<PreparedEvent>,
    outcomes: readonly Outcome[],
  ): Promise<void> {
    const due = events.flatMap((event, index): PreparedEvent[] => {
      const { kind, owedAtMs } = outcomes[index] as Outcome;
      if (!goals.has(event)) return [];
      if (kind === 'accepted') return [event];
      return owedAtMs === undefined ? [] : [{ ...event, atMs: owedAtMs }];
    });
    if (due.length === 0) return;
    await this.#goals?.convert(due);
    await this.#ingest.settle(due);
  }

  async #reading(site: string): Promise<Reading> {
    checkSite(site);
    const nowMs = await this.#clock.nowMs();
    const sources = {
      goals: () => this.#siteGoals.list(site),
      visitorsOf: async (experiment: string) => (await this.#variants?.visitorsOf(experiment)) ?? null,
    };
    return { redis: this.#reports, site, nowMs, kept: this.#kept, visits: this.#visits, sources, turns: this.#turns };
  }

  /** Wakes those who watch a site, at most ten times a second from this process. */
  #announce(site: string): void {
    if (this.#announcing.has(site)) return;
    const announce = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, settings.announceEveryMs));
      this.#announcing.delete(site);
      // A lost announcement costs a moment: whoever watches looks again by itself.
      await this.#redis.client.publish(metricKeys.changed(this.#redis.channelPrefix, site), '').catch(() => {});
    };
    this.#announcing.set(site, announce());
  }
}

function checkSite(site: string): void {
  if (!isSite(site)) refuseBut(nameLengths, 'INVALID', siteRule, 'site');
}
