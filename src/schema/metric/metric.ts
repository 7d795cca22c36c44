// Live metrics: what a site's visitors do, counted.

import { metricLimits } from '../../redis/metric/bucket.ts';
import type {
  LiveMetrics as LiveMetricsValue,
  MetricPoint as MetricPointValue,
  MetricTotals as MetricTotalsValue,
  TopEntry as TopEntryValue,
} from '../../redis/metric/metric.ts';
import { orBadInput } from '../../resolvers/base/answer.ts';
import type { TrackFields } from '../../resolvers/metric/metric.ts';
import { defaultSite, liveEveryMs, series, totals, track, watchLive } from '../../resolvers/metric/metric.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';
import { payloadType } from '../base/payload.ts';
import { describeSize } from '../base/size.ts';
import { Dimension, EventInput, Interval, Metric } from './input.ts';

export const siteDescription = `Which site: any name of letters, digits, dots, hyphens and underscores. \`${defaultSite}\` where absent.`;

function moneyOf(revenue: ReadonlyMap<string, bigint>) {
  return [...revenue].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, minor]) => ({ currency, minor }));
}

const MetricPoint = builder.objectRef<MetricPointValue>('MetricPoint').implement({
  description: 'One value of a series.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'When the minute, hour or day begins.',
      resolve: (point) => point.at,
    }),
    value: t.exposeFloat('value', { description: 'What was counted in it.' }),
  }),
});

const TopEntry = builder.objectRef<TopEntryValue>('TopEntry').implement({
  description: 'One value of a dimension and how often it was seen.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'The value. `(other)` stands for all values beyond the thousand that are told apart.',
    }),
    count: t.field({ type: 'BigInt', description: 'How often it was seen.', resolve: (entry) => entry.count }),
  }),
});

const MetricTotals = builder.objectRef<MetricTotalsValue>('MetricTotals').implement({
  description: 'The numbers of a stretch of time.',
  fields: (t) => ({
    pageViews: t.field({ type: 'BigInt', description: 'Pages seen.', resolve: (sums) => sums.pageViews }),
    visitors: t.field({
      type: 'BigInt',
      description: 'Different visitors, within a percent.',
      resolve: (sums) => sums.visitors,
    }),
    sessions: t.field({
      type: 'BigInt',
      description: 'Sessions that began: a visitor who was silent for more than 30 minutes begins a new one.',
      resolve: (sums) => sums.sessions,
    }),
    bounceRate: t.exposeFloat('bounceRate', { description: 'The share of sessions that had one event alone; 0 to 1.' }),
    conversions: t.field({ type: 'BigInt', description: 'Purchases.', resolve: (sums) => sums.conversions }),
    conversionRate: t.exposeFloat('conversionRate', { description: 'The share of visitors who purchased; 0 to 1.' }),
    revenue: t.field({
      type: [Money],
      description: 'The value of the purchases, for each currency.',
      resolve: (sums) => moneyOf(sums.revenue),
    }),
  }),
});

const LiveMetrics = builder.objectRef<LiveMetricsValue>('LiveMetrics').implement({
  description: 'What is going on right now. Visitors, page views, conversions and revenue are all of the same window.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When this was read.', resolve: (live) => live.at }),
    sequence: t.field({
      type: 'BigInt',
      description: 'Events counted so far: a picture with a higher one is newer.',
      resolve: (live) => live.sequence,
    }),
    windowSeconds: t.exposeInt('windowSeconds', {
      description: 'Length of the window: the running minute and the four before it.',
    }),
    activeVisitors: t.field({
      type: 'BigInt',
      description: 'Different visitors in the window, exactly.',
      resolve: (live) => live.activeVisitors,
    }),
    pageViews: t.field({ type: 'BigInt', description: 'Pages seen in the window.', resolve: (live) => live.pageViews }),
    conversions: t.field({
      type: 'BigInt',
      description: 'Purchases in the window.',
      resolve: (live) => live.conversions,
    }),
    conversionRate: t.exposeFloat('conversionRate', {
      description: 'The share of the active visitors who purchased in the window; 0 to 1.',
    }),
    revenue: t.field({
      type: [Money],
      description: 'The value of the purchases in the window, for each currency.',
      resolve: (live) => moneyOf(live.revenue),
    }),
    perMinute: t.field({
      type: [MetricPoint],
      description: 'Page views of each of the last 30 minutes; the running minute is the last.',
      resolve: (live) => [...live.perMinute],
    }),
    topPages: t.field({
      type: [TopEntry],
      description: 'The ten pages that were seen most in the window.',
      resolve: (live) => [...live.topPages],
    }),
  }),
});

export const Metrics = builder.objectRef<{ site: string }>('Metrics').implement({
  description: 'The numbers of a site.',
  fields: (t) => {
    const range = () => ({
      from: t.arg({
        type: 'DateTime',
        required: true,
        description: 'Beginning, rounded down to a minute, or to a quarter-hour before the last two days.',
      }),
      to: t.arg({ type: 'DateTime', required: true, description: 'End, not included; rounded up likewise.' }),
    });
    return {
      site: t.exposeString('site', { description: 'The name of the site.' }),
      live: t.field({
        type: LiveMetrics,
        description: 'What is going on right now. `liveMetrics` is the same as a subscription.',
        resolve: ({ site }, _args, { stores }) => orBadInput(stores.metrics.live(site)),
      }),
      totals: t.field({
        type: MetricTotals,
        description: 'The numbers of a stretch of at most 400 days.',
        args: range(),
        resolve: ({ site }, args, context) => totals(site, args, context),
      }),
      series: t.field({
        type: [MetricPoint],
        description:
          'A metric for each minute, hour or day. Where `from` lies on a quarter-hour the first point begins there, so that a ' +
          'midnight of any time zone gives the days of that zone; else points are whole minutes, hours and days of UTC.',
        args: {
          metric: t.arg({ type: Metric, required: true, description: 'What to count.' }),
          interval: t.arg({ type: Interval, required: true, description: 'The length of a point.' }),
          ...range(),
        },
        resolve: ({ site }, args, context) => series(site, args, context),
      }),
      top: t.field({
        type: [TopEntry],
        description: 'The most frequent values of a dimension, by whole quarter-hours.',
        args: {
          dimension: t.arg({ type: Dimension, required: true, description: 'Of what.' }),
          ...range(),
          first: t.arg.int({
            defaultValue: metricLimits.top.default,
            description: describeSize('Number of values to return.', metricLimits.top),
          }),
        },
        resolve: ({ site }, { dimension, from, to, first }, { stores }) =>
          orBadInput(stores.metrics.top(site, dimension, from, to, first ?? undefined)),
      }),
      dropped: t.field({
        type: [TopEntry],
        description:
          'Events that were refused on the days of UTC that the range touches, by reason: programs as `bot:` with what gave ' +
          'them away, `too_late`, `invalid`, `visitor_limit`.',
        args: range(),
        resolve: ({ site }, { from, to }, { stores }) => orBadInput(stores.metrics.dropped(site, from, to)),
      }),
    };
  },
});

builder.queryField('metrics', (t) =>
  t.field({
    type: Metrics,
    description: 'Live metrics of a site. For administrators.',
    authScopes: { role: 'ADMIN' },
    args: { site: t.arg.string({ description: siteDescription }) },
    resolve: (_root, { site }) => ({ site: site ?? defaultSite }),
  }),
);

const TrackInput = builder.inputType('TrackInput', {
  description: 'Events to count.',
  fields: (t) => ({
    site: t.string({ description: siteDescription }),
    events: t.field({ type: [EventInput], required: true, description: 'At most 500 events.' }),
  }),
});

const TrackPayload = payloadType<TrackFields>(
  'TrackPayload',
  'What became of the events. One that is wrong does not hold up the others.',
  (t) => ({
    accepted: t.exposeInt('accepted', { description: 'Counted.' }),
    duplicates: t.exposeInt('duplicates', { description: 'Known already, and not counted again.' }),
    rejected: t.exposeInt('rejected', {
      description:
        "Not counted: wrong, too old, a program's, or one too many of a visitor. What can be mended is in userErrors.",
    }),
  }),
);

builder.mutationField('track', (t) =>
  t.field({
    type: TrackPayload,
    description: 'Counts events, each once however often it is sent.',
    authScopes: { public: true },
    args: { input: t.arg({ type: TrackInput, required: true, description: 'The events and their site.' }) },
    resolve: (_root, { input }, context) => track(input, context),
  }),
);

builder.subscriptionField('liveMetrics', (t) =>
  t.field({
    type: LiveMetrics,
    description: 'The whole picture: at once, and then whenever it has changed. For administrators.',
    authScopes: { role: 'ADMIN' },
    args: {
      site: t.arg.string({ description: siteDescription }),
      everyMs: t.arg.int({
        description: `At most one picture in this many milliseconds: ${liveEveryMs.min} to ${liveEveryMs.max}.`,
        defaultValue: liveEveryMs.default,
      }),
    },
    subscribe: (_root, args, context) => watchLive(args, context),
    resolve: (live: LiveMetricsValue) => live,
  }),
);
