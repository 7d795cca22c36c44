// The figures of a site as a file.

import { metricExportLimits } from '../../redis/metric/export.ts';
import { metricsExport } from '../../resolvers/metric/export.ts';
import { builder } from '../base/builder.ts';
import { describeAfter, describeFormat, ExportFormat, ExportPage } from '../base/export.ts';
import { ofSite, siteIn } from '../base/site-right.ts';
import { exportCost } from './cost.ts';
import { Dimension } from './input.ts';
import { siteDescription } from './metric.ts';

const { valuesPerDay } = metricExportLimits;

builder.queryField('metricsExport', (t) =>
  t.field({
    type: ExportPage,
    complexity: exportCost,
    description:
      'Exports the figures of a site page by page: the `totals` of each day of its time zone, or the values of a dimension. ' +
      'The numbers of days that Mortar no longer has in full are empty.',
    authScopes: ofSite('VIEWER', siteIn),
    args: {
      site: t.arg.string({ description: siteDescription }),
      by: t.arg({
        type: Dimension,
        description: `Exports the ${valuesPerDay.toLocaleString('en')} most frequent values of this dimension per day; \`(other)\` has the rest. Default: the figures of the whole site.`,
      }),
      from: t.arg.string({
        required: true,
        description: 'First day, such as `2030-01-31`, in the time zone of the site.',
      }),
      to: t.arg.string({ required: true, description: 'The day after the last one; at most 400 days after `from`.' }),
      format: t.arg({ type: ExportFormat, description: describeFormat }),
      cursor: t.arg.string({ description: describeAfter }),
    },
    resolve: (_root, args, context) => metricsExport(args, context),
  }),
);
