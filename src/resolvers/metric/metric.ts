// How the metrics are answered: sites, live pictures and events from the outside.

import { parseAmount } from '../../redis/base/money.ts';
import { nameLengths } from '../../redis/base/name.ts';
import { rangeOf } from '../../redis/base/problem.ts';
import { parseStreamCursor } from '../../redis/base/stream-cursor.ts';
import type { EventOf, EventValues } from '../../redis/metric/event-field.ts';
import { metricKeys } from '../../redis/metric/keys.ts';
import type {
  EventType,
  FeedEntry,
  Interval,
  LiveMetrics,
  Metric,
  MetricEvent,
  PeriodShift,
  RevenuePoint,
  TrackResult,
  VisitFilter,
} from '../../redis/metric/metric.ts';
import { defaultSite, isSite, siteRule } from '../../redis/metric/site.ts';
import { type Answer, answer, orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { badInputBut } from '../base/errors.ts';
import { resumeAfter } from '../base/resume.ts';
import { hasSiteRight } from '../base/site-right.ts';
import { admitSite } from './site.ts';

export const liveEveryMs = { default: 1_000, min: 100, max: 60_000 } as const;

/** An event as both doors, `track` and POST /collect, take it. */
export type EventInput = EventOf<Omit<EventValues, 'money'> & { money: Amount }>;

interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** The numbers of a site, read field by field. */
export interface Site {
  readonly site: string;
}

/** @throws BAD_USER_INPUT for text that names no site. */
export function siteNamed(site: string | null | undefined): Site {
  const name = site ?? defaultSite;
  if (!isSite(name)) throw badInputBut(nameLengths, siteRule, 'site');
  return { site: name };
}

/** The site of a global id's key, for those who may read its numbers. */
export async function siteOfKey(site: string, context: Context): Promise<Site | null> {
  return isSite(site) && (await hasSiteRight({ site, role: 'VIEWER' }, context)) ? { site } : null;
}

export type TrackFields = Pick<TrackResult, 'accepted' | 'duplicates' | 'rejected'>;

export function track(
  { site, events }: { site?: string | null; events: readonly EventInput[] },
  { stores }: Context,
): Promise<Answer<TrackFields>> {
  const refused = { accepted: 0, duplicates: 0, rejected: events.length };
  return answer<TrackFields>(refused, async () => {
    const name = site ?? defaultSite;
    await admitSite(stores, name, null, events.length);
    const { problems, ...result } = await stores.metrics.track(name, events.map(toEvent));
    return { ...result, userErrors: problems };
  });
}

/** An amount with too many decimal places becomes a value that the store refuses with the event's place in the input. */
export function toEvent({ value, ...event }: EventInput): MetricEvent {
  if (!value) return event;
  return { ...event, value: { minor: parseAmount(value.amount, value.currency) ?? -1n, currency: value.currency } };
}

export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** The numbers of a period or of one that it is compared with, of all visits or of some. */
interface Selected extends Range {
  readonly filter?: VisitFilter | null;
  readonly shift?: PeriodShift | null;
  readonly timezone?: string | null;
}

export function totals(site: string, args: Selected, { stores: { metrics } }: Context) {
  const { shift, timezone, filter } = args;
  const read = async () => {
    const { from, to } = shift ? await metrics.shifted(shift, args, timezone ?? undefined, true) : args;
    return metrics.totals(site, from, to, filter);
  };
  return orBadInput(read());
}

/** How a series is cut. */
export interface SeriesArgs extends Selected {
  readonly interval: Interval;
}

export function series(site: string, args: SeriesArgs & { readonly metric: Metric }, { stores: { metrics } }: Context) {
  const { metric, interval, filter } = args;
  const timezone = args.timezone ?? undefined;
  const read = async () => {
    const { from, to } = args.shift ? await metrics.shifted(args.shift, args, timezone) : args;
    return metrics.series(site, metric, interval, from, to, timezone, filter);
  };
  return orBadInput(read());
}

export function revenueSeries(
  site: string,
  args: SeriesArgs,
  { stores: { metrics } }: Context,
): Promise<RevenuePoint[]> {
  const { interval, filter } = args;
  const timezone = args.timezone ?? undefined;
  const read = async () => {
    const { from, to } = args.shift ? await metrics.shifted(args.shift, args, timezone) : args;
    return metrics.revenueSeries(site, interval, from, to, timezone, filter);
  };
  return orBadInput(read());
}

/** One shared picture for all who watch a site at the same pace, however many they are. */
export function watchLive(
  { site, everyMs }: { site?: string | null; everyMs?: number | null },
  { stores, live }: Context,
): AsyncIterableIterator<LiveMetrics> {
  const { site: name } = siteNamed(site);
  const pace = everyMs ?? liveEveryMs.default;
  if (pace < liveEveryMs.min || pace > liveEveryMs.max)
    throw badInputBut(
      [rangeOf(liveEveryMs.min, liveEveryMs.max)],
      `everyMs must be between ${liveEveryMs.min} and ${liveEveryMs.max}.`,
      'everyMs',
    );
  return live.snapshots({
    channels: [metricKeys.changed(stores.redis.channelPrefix, name)],
    load: () => orBadInput(stores.metrics.live(name)),
    everyMs: pace,
    shareKey: `metrics ${name}`,
    changed: (before, now) => fingerprint(before) !== fingerprint(now),
  });
}

/** Events as they come in; a client that gives its last cursor is told how many it missed. @throws Refusal for a wrong one. */
export function watchEvents(
  { site, types, after }: { site?: string | null; types?: readonly EventType[] | null; after?: string | null },
  context: Context,
): AsyncIterableIterator<FeedEntry> {
  const { stores, live } = context;
  const { site: name } = siteNamed(site);
  const { feed } = stores.metrics;
  const from = resumeAfter(after, context);
  if (from !== null) parseStreamCursor(from);
  let missed = 0;
  return live.feed<FeedEntry>({
    channels: [metricKeys.changed(stores.redis.channelPrefix, name)],
    shareKey: `events ${name}`,
    after: from,
    head: () => feed.head(name),
    read: async (position, limit) => {
      const entries = await feed.read(name, position, limit);
      return { entries, position: entries[entries.length - 1]?.cursor ?? position };
    },
    pick: (entries) => {
      const picked: FeedEntry[] = [];
      for (const entry of entries) {
        missed += entry.missed;
        if (types && !types.includes(entry.event.type)) continue;
        picked.push(missed === entry.missed ? entry : { ...entry, missed });
        missed = 0;
      }
      return picked;
    },
  });
}

/** All of a picture but when it was taken. */
function fingerprint({ at: _at, revenue, perMinute, ...rest }: LiveMetrics): string {
  const values = perMinute.map((point) => point.value);
  return JSON.stringify({
    ...rest,
    values,
    revenue: [...revenue].map(([currency, minor]) => [currency, String(minor)]),
  });
}
