// The numbers of a site over time.

import { metricLimits } from '../../redis/metric/bucket.ts';
import type { RevenuePoint as RevenuePointValue } from '../../redis/metric/metric.ts';
import { revenueSeries, series } from '../../resolvers/metric/metric.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';
import { seriesCost } from './cost.ts';
import { filterDescription, PeriodShift, shiftDescription, VisitFilter } from './filter.ts';
import { Interval, Metric } from './input.ts';
import { MetricPoint, Metrics, moneyOf, rangeOf } from './metric.ts';

const pointsDescription =
  'With `timezone`, points are the days of that zone, or their hours and minutes. Without it, if `from` is on a quarter-hour, the first ' +
  'point begins there and all points are equally long. Otherwise points are whole minutes, hours and days of UTC.';

const timezoneDescription =
  'IANA name of the time zone whose days the points follow, such as `Europe/Berlin`. A day on which the clocks change has 23 or 25 hours. ' +
  'Default: none.';

const RevenuePoint = builder.objectRef<RevenuePointValue>('RevenuePoint').implement({
  description: 'The revenue of one minute, hour or day.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'Time when the minute, hour or day begins.',
      resolve: (point) => point.at,
    }),
    revenue: t.field({
      type: [Money],
      nullable: true,
      description:
        'Value of the purchases in each currency, sorted by currency. Empty if there were none. Null if Mortar no longer has it.',
      resolve: (point) => point.revenue && moneyOf(point.revenue),
    }),
  }),
});

builder.objectFields(Metrics, (t) => ({
  series: t.field({
    type: [MetricPoint],
    isolated: true,
    complexity: seriesCost,
    description: `One number per minute, hour or day; at most ${metricLimits.points.toLocaleString('en')} points. ${pointsDescription}`,
    args: {
      metric: t.arg({ type: Metric, required: true, description: 'The number to show.' }),
      interval: t.arg({ type: Interval, required: true, description: 'Length of a point.' }),
      ...rangeOf(t),
      timezone: t.arg.string({ description: timezoneDescription }),
      filter: t.arg({ type: VisitFilter, description: filterDescription }),
      shift: t.arg({ type: PeriodShift, description: shiftDescription('of `timezone`, or of UTC without it') }),
    },
    resolve: ({ site }, args, context) => series(site, args, context),
  }),
  revenueSeries: t.field({
    type: [RevenuePoint],
    isolated: true,
    complexity: seriesCost,
    description: `The revenue per minute, hour or day, in each currency; at most ${metricLimits.points.toLocaleString('en')} points. ${pointsDescription}`,
    args: {
      interval: t.arg({ type: Interval, required: true, description: 'Length of a point.' }),
      ...rangeOf(t),
      timezone: t.arg.string({ description: timezoneDescription }),
      filter: t.arg({ type: VisitFilter, description: filterDescription }),
      shift: t.arg({ type: PeriodShift, description: shiftDescription('of `timezone`, or of UTC without it') }),
    },
    resolve: ({ site }, args, context) => revenueSeries(site, args, context),
  }),
}));
