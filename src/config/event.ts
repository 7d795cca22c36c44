// The variables of the events that are counted: for how long what is counted is kept, and how much a site may add.

import type { z } from 'zod';
import { type Kept, keeping, metricLimits } from '../redis/metric/bucket.ts';
import type { MetricsSettings } from '../redis/metric/metric.ts';
import { text, variable, wholeNumber } from './variable.ts';

export interface EventConfig extends Required<Pick<MetricsSettings, 'siteBytesPerDay' | 'kept'>> {
  /** A database of the places of addresses. */
  readonly placesFile: string | undefined;
}

const mebibyte = 1_024 * 1_024;

function days(kept: Kept, what: string) {
  const { unset, least, most } = keeping[kept];
  return wholeNumber(`How long ${what}.`, { from: least, to: most, unset, unit: 'days' });
}

export const eventVariables = {
  MORTAR_SITE_MEGABYTES_PER_DAY: wholeNumber('Memory that the events of one site may add to Redis per day.', {
    to: 1_048_576,
    unset: metricLimits.siteBytesPerDay / mebibyte,
    unit: 'MiB',
  }),
  MORTAR_METRIC_MINUTES_KEPT_DAYS: days('minutes', 'Mortar keeps metrics by minute'),
  MORTAR_METRIC_HOURS_KEPT_DAYS: days('hours', 'Mortar keeps metrics by quarter-hour'),
  MORTAR_METRIC_DAYS_KEPT_DAYS: days('days', 'Mortar keeps metrics by day of UTC'),
  MORTAR_METRIC_JOURNALS_KEPT_DAYS: days(
    'journals',
    'Mortar keeps the steps of each visitor, for funnels and journeys',
  ),
  MORTAR_METRIC_VISITORS_KEPT_DAYS: days('visitors', 'Mortar keeps who came on a day, for retention'),
  MORTAR_PLACES_FILE: variable({
    about:
      'Database of the places of IP addresses, by which Mortar counts countries and regions of visitors. Read at the start.',
    unset: 'none: countries are those that events give',
    allowed: 'the path of an MMDB file, such as GeoLite2-City.mmdb',
    shape: text,
  }),
} as const;

type Variables = typeof eventVariables;

/** Reads a variable. */
type Read = <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]['shape']>;

export function readEvents(read: Read): EventConfig {
  return Object.freeze({
    placesFile: read('MORTAR_PLACES_FILE'),
    siteBytesPerDay: read('MORTAR_SITE_MEGABYTES_PER_DAY') * mebibyte,
    kept: Object.freeze({
      minutes: read('MORTAR_METRIC_MINUTES_KEPT_DAYS'),
      hours: read('MORTAR_METRIC_HOURS_KEPT_DAYS'),
      days: read('MORTAR_METRIC_DAYS_KEPT_DAYS'),
      journals: read('MORTAR_METRIC_JOURNALS_KEPT_DAYS'),
      visitors: read('MORTAR_METRIC_VISITORS_KEPT_DAYS'),
    }),
  });
}
