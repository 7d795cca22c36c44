// All orders as a file.

import { orderExportLimits } from '../../redis/order/export.ts';
import * as resolve from '../../resolvers/order.ts';
import { builder } from '../base/builder.ts';
import { describeAfter, describeFormat, ExportFormat, ExportPage } from '../base/export.ts';

const { page } = orderExportLimits;

builder.queryField('ordersExport', (t) =>
  t.field({
    type: ExportPage,
    complexity: { field: 5, multiplier: page },
    description: 'Exports all orders, newest first, page by page. Orders that are placed meanwhile are not in it.',
    authScopes: { role: 'ADMIN' },
    args: {
      format: t.arg({ type: ExportFormat, description: describeFormat }),
      contacts: t.arg.boolean({
        defaultValue: false,
        description:
          'Whether to include e-mail addresses, postal addresses and the customers’ notes. Otherwise only the id of the account tells of the person. The same on all pages. The audit log notes who exports them.',
      }),
      cursor: t.arg.string({ description: describeAfter }),
      placedFrom: t.arg({
        type: 'DateTime',
        description: 'Exports only the orders that were placed at this time or later. Default: all orders.',
      }),
      placedBefore: t.arg({
        type: 'DateTime',
        description: 'Exports only the orders that were placed before this time. Default: all orders.',
      }),
    },
    resolve: (_root, args, context) => resolve.ordersExport(args, context),
  }),
);
