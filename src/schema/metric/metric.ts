// Live metrics: what a site's visitors do, counted.

import type { ObjectFieldsShape } from '@pothos/core';
import { metricLimits } from '../../redis/metric/bucket.ts';
import type {
  CompleteFrom,
  LiveMetrics as LiveMetricsValue,
  MetricPoint as MetricPointValue,
  MetricTotals as MetricTotalsValue,
  TopEntry as TopEntryValue,
} from '../../redis/metric/metric.ts';
import { defaultSite } from '../../redis/metric/site.ts';
import { orBadInput } from '../../resolvers/base/answer.ts';
import { pageCost } from '../../resolvers/base/page.ts';
import type { Site, TrackFields } from '../../resolvers/metric/metric.ts';
import { liveEveryMs, siteNamed, siteOfKey, totals, track, watchLive } from '../../resolvers/metric/metric.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';
import { payloadType } from '../base/payload.ts';
import { ofSharedSite, siteIn } from '../base/site-right.ts';
import { describeSize } from '../base/size.ts';
import { daysIn, liveCost, periodCost, visitorsCost } from './cost.ts';
import { filterDescription, PeriodShift, shiftDescription, TopOrder, VisitFilter } from './filter.ts';
import { Dimension, EventInput } from './input.ts';

export const siteDescription = `Name of the site: 1–100 letters, digits, dots, hyphens and underscores. Default: \`${defaultSite}\`.`;

export function moneyOf(revenue: ReadonlyMap<string, bigint>) {
  return [...revenue].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => ({ currency, minor }));
}

export const MetricPoint = builder.objectRef<MetricPointValue>('MetricPoint').implement({
  description: 'One point of a series.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'Time when the minute, hour or day begins.',
      resolve: (point) => point.at,
    }),
    value: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'The number counted in it. Null if Mortar no longer has it: `Metrics.completeFrom` says since when it has all.',
      resolve: (point) => point.value,
    }),
  }),
});

const TopEntry = builder.objectRef<TopEntryValue>('TopEntry').implement({
  description: 'One value of a dimension, and how often it occurred.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'The value. `(other)` collects the values that are too rare to be kept apart.',
    }),
    count: t.field({
      type: 'SafeInt',
      description: 'Number of occurrences of the value, at least.',
      resolve: (entry) => entry.count,
    }),
    error: t.field({
      type: 'SafeInt',
      description:
        'How many more occurrences the value may have. 0 if the count is exact, as it is up to 2,000 different values per day and shard. It ' +
        'is never more than 0.1% of all occurrences in the period.',
      resolve: (entry) => entry.error,
    }),
    visitors: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Exact number of visitors with the value. Null if `top` is called without `filter` and `orderBy`.',
      resolve: ({ ofVisits }) => ofVisits?.visitors,
    }),
    conversionRate: t.float({
      nullable: true,
      description:
        'Share of these visitors who bought something in a visit with the value, from 0 to 1. Null under the same condition.',
      resolve: ({ ofVisits }) => ofVisits?.conversionRate,
    }),
    revenue: t.field({
      type: [Money],
      nullable: true,
      description: 'Value of the purchases in visits with the value, in each currency. Null under the same condition.',
      resolve: ({ ofVisits }) => ofVisits && moneyOf(ofVisits.revenue),
    }),
  }),
});

const MetricTotals = builder.objectRef<MetricTotalsValue>('MetricTotals').implement({
  description:
    'The numbers of a period. If Mortar no longer has all of the period, the numbers are null, and `completeFrom` says which part of it ' +
    'can be read.',
  fields: (t) => ({
    pageViews: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Number of page views.',
      resolve: (sums) => sums.pageViews,
    }),
    visitors: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Number of different visitors, within 1%.',
      resolve: (sums) => sums.visitors,
    }),
    sessions: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Number of sessions that began. A session ends after 30 minutes without an event.',
      resolve: (sums) => sums.sessions,
    }),
    bounceRate: t.exposeFloat('bounceRate', {
      nullable: true,
      description: 'Share of sessions that had only one event, from 0 to 1.',
    }),
    secondsPerView: t.exposeFloat('secondsPerView', {
      nullable: true,
      description:
        'Average number of seconds for which visitors saw a page: the seconds of ENGAGEMENT events divided by all page views. Null if no time was measured.',
    }),
    conversions: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Number of purchases that were counted.',
      resolve: (sums) => sums.conversions,
    }),
    conversionRate: t.exposeFloat('conversionRate', {
      nullable: true,
      description: 'Share of visitors who bought something, from 0 to 1.',
    }),
    revenue: t.field({
      type: [Money],
      nullable: true,
      description: 'Value of the purchases in each currency.',
      resolve: (sums) => sums.revenue && moneyOf(sums.revenue),
    }),
    completeFrom: t.field({
      type: 'DateTime',
      description:
        'Start of the part of the period that Mortar has in full, up to its end. It is the start of the period if nothing is missing, ' +
        'and the end if the last part is missing.',
      resolve: (sums) => sums.completeFrom,
    }),
  }),
});

const LiveMetrics = builder.objectRef<LiveMetricsValue>('LiveMetrics').implement({
  description:
    'The numbers of the last minutes. Visitors, page views, conversions and revenue all cover the same window.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'Time when Mortar read the numbers.', resolve: (live) => live.at }),
    sequence: t.field({
      type: 'SafeInt',
      description: 'Number of events counted so far. A snapshot with a higher number is newer.',
      resolve: (live) => live.sequence,
    }),
    windowSeconds: t.exposeInt('windowSeconds', {
      description: 'Length of the window in seconds: the current minute and the four before it.',
    }),
    activeVisitors: t.field({
      type: 'SafeInt',
      description: 'Exact number of different visitors in the window.',
      resolve: (live) => live.activeVisitors,
    }),
    pageViews: t.field({
      type: 'SafeInt',
      description: 'Number of page views in the window.',
      resolve: (live) => live.pageViews,
    }),
    conversions: t.field({
      type: 'SafeInt',
      description: 'Number of purchases in the window.',
      resolve: (live) => live.conversions,
    }),
    conversionRate: t.exposeFloat('conversionRate', {
      description: 'Share of the active visitors who bought something in the window, from 0 to 1.',
    }),
    revenue: t.field({
      type: [Money],
      description: 'Value of the purchases in the window, in each currency.',
      resolve: (live) => moneyOf(live.revenue),
    }),
    perMinute: t.field({
      type: [MetricPoint],
      description: 'Page views of each of the last 30 minutes. The current minute is the last.',
      resolve: (live) => [...live.perMinute],
    }),
    topPages: t.field({
      type: [TopEntry],
      description: 'The ten most viewed pages in the window.',
      resolve: (live) => [...live.topPages],
    }),
  }),
});

type Types = typeof builder.$inferSchemaTypes;

/** The period of a field. */
export function rangeOf(t: Pick<Parameters<ObjectFieldsShape<Types, Site>>[0], 'arg'>) {
  return {
    from: t.arg({
      type: 'DateTime',
      required: true,
      description:
        'Start of the period. Mortar rounds it down to a minute, or to a quarter-hour if it is more than 2 days ago.',
    }),
    to: t.arg({
      type: 'DateTime',
      required: true,
      description: 'End of the period, not included. Mortar rounds it up in the same way.',
    }),
  };
}

function totalsArgs(t: Pick<Parameters<ObjectFieldsShape<Types, Site>>[0], 'arg'>) {
  return {
    ...rangeOf(t),
    filter: t.arg({ type: VisitFilter, description: filterDescription }),
    shift: t.arg({
      type: PeriodShift,
      description: `${shiftDescription('of `timezone`')} If the period is not over, the other ends at the same time of day.`,
    }),
    timezone: t.arg.string({
      description: 'IANA name of the time zone whose days `shift` moves by. Default: `UTC`.',
    }),
  };
}

const sinceWhen: Record<keyof CompleteFrom, string> = {
  minutes: 'Numbers of minutes are complete from here.',
  quarterHours: 'Numbers of hours and quarter-hours, and so of days of every time zone, are complete from here.',
  days: 'Numbers of whole days of UTC are complete from here.',
  funnels: 'Funnels are complete for periods that begin here or later.',
  retention: 'Who came on a day is known from here. A cohort also needs the 30 days before its own.',
};

const MetricsCompleteFrom = builder.objectRef<CompleteFrom>('MetricsCompleteFrom').implement({
  description:
    'Since when the numbers of each kind are complete, by the periods for which this installation keeps them. Older numbers are null, ' +
    'unless they were imported and are still there.',
  fields: (t) =>
    Object.fromEntries(
      Object.entries(sinceWhen).map(([kind, description]) => [
        kind,
        t.field({ type: 'DateTime', description, resolve: (since) => since[kind as keyof CompleteFrom] }),
      ]),
    ),
});

export const Metrics = builder.objectRef<Site>('Metrics');

builder.node(Metrics, {
  description: 'The numbers of a site.',
  id: { resolve: ({ site }) => site },
  loadOne: siteOfKey,
  fields: (t) => {
    const range = () => rangeOf(t);
    return {
      site: t.exposeString('site', { description: 'Name of the site.' }),
      completeFrom: t.field({
        type: MetricsCompleteFrom,
        isolated: true,
        description: 'Since when Mortar has all numbers of each kind.',
        resolve: (_site, _args, { stores }) => stores.metrics.completeFrom(),
      }),
      live: t.field({
        type: LiveMetrics,
        isolated: true,
        complexity: liveCost,
        description: 'The numbers of the last minutes. The subscription `liveMetrics` sends the same.',
        resolve: ({ site }, _args, { stores }) => orBadInput(stores.metrics.live(site)),
      }),
      totals: t.field({
        type: MetricTotals,
        isolated: true,
        complexity: ({ from, to, filter }) => ({
          field: filter ? visitorsCost(daysIn(from, to)) : periodCost(from, to),
        }),
        description: 'The numbers of a period of at most 400 days.',
        args: totalsArgs(t),
        resolve: ({ site }, args, context) => totals(site, args, context),
      }),
      top: t.field({
        type: [TopEntry],
        isolated: true,
        nullable: true,
        complexity: ({ from, to, limit, filter, orderBy }) => ({
          field: filter || orderBy ? visitorsCost(daysIn(from, to)) : periodCost(from, to),
          multiplier: pageCost(limit, metricLimits.top),
        }),
        description:
          'The most frequent values of a dimension, most frequent first. The period is rounded to whole quarter-hours. Null if Mortar no ' +
          'longer has all of the period.',
        args: {
          dimension: t.arg({ type: Dimension, required: true, description: 'Selects what the list is counted by.' }),
          ...range(),
          limit: t.arg.int({
            defaultValue: metricLimits.top.default,
            description: describeSize('Number of values to return.', metricLimits.top),
          }),
          filter: t.arg({ type: VisitFilter, description: filterDescription }),
          orderBy: t.arg({
            type: TopOrder,
            description:
              'Order of the list, greatest first. It is then counted from visits, as with `filter`. Default: VIEWS.',
          }),
        },
        resolve: ({ site }, { dimension, from, to, limit, ...ofVisits }, { stores }) =>
          orBadInput(stores.metrics.top(site, dimension, from, to, limit ?? undefined, ofVisits)),
      }),
      dropped: t.field({
        type: [TopEntry],
        isolated: true,
        nullable: true,
        complexity: ({ from, to }) => ({ field: Math.ceil(daysIn(from, to) / 10), multiplier: 10 }),
        description:
          'Number of events rejected on the UTC days of the period, by reason, most frequent first. The reasons are ' +
          '`too_late`, `invalid`, `visitor_limit`, and `bot:` with the kind of bot. Null if Mortar no longer has all of the days.',
        args: range(),
        resolve: ({ site }, { from, to }, { stores }) => orBadInput(stores.metrics.dropped(site, from, to)),
      }),
    };
  },
});

builder.queryField('metrics', (t) =>
  t.field({
    type: Metrics,
    description: 'The numbers of a site.',
    authScopes: ofSharedSite(siteIn),
    args: { site: t.arg.string({ description: siteDescription }) },
    resolve: (_root, { site }) => siteNamed(site),
  }),
);

const TrackInput = builder.inputType('TrackInput', {
  description: 'Events to count, and their site.',
  fields: (t) => ({
    site: t.string({ description: siteDescription }),
    events: t.field({
      type: [EventInput],
      required: true,
      description: `The events; at most ${metricLimits.eventsPerTrack}.`,
    }),
  }),
});

const TrackPayload = payloadType<TrackFields>(
  'TrackPayload',
  'How many events were counted. An invalid event does not affect the others.',
  (t) => ({
    accepted: t.exposeInt('accepted', { description: 'Number of events counted.' }),
    duplicates: t.exposeInt('duplicates', {
      description: 'Number of events that were counted before and were not counted again.',
    }),
    rejected: t.exposeInt('rejected', {
      description:
        'Number of events that were not counted: they were invalid, too old, from a bot, or beyond the daily limit of a ' +
        'visitor. `userErrors` lists what the caller can fix.',
    }),
  }),
);

builder.mutationField('track', (t) =>
  t.field({
    type: TrackPayload,
    description: 'Counts events. An event that is sent more than once counts once.',
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: TrackInput,
        required: true,
        description: 'Lists the events to count, and names their site.',
      }),
    },
    extensions: { rateLimitUnits: ({ input }: { input: { events: readonly unknown[] } }) => input.events.length },
    resolve: (_root, { input }, context) => track(input, context),
  }),
);

builder.subscriptionField('liveMetrics', (t) =>
  t.field({
    type: LiveMetrics,
    complexity: liveCost,
    description: 'Sends the live numbers of a site at once, and again after each change.',
    authScopes: ofSharedSite(siteIn),
    args: {
      site: t.arg.string({ description: siteDescription }),
      everyMs: t.arg.int({
        description: `Shortest time between two snapshots, in milliseconds. Default: ${liveEveryMs.default}. Range: ${liveEveryMs.min}–${liveEveryMs.max}.`,
        defaultValue: liveEveryMs.default,
      }),
    },
    subscribe: (_root, args, context) => watchLive(args, context),
    resolve: (live: LiveMetricsValue) => live,
  }),
);
