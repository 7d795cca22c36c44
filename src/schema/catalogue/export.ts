// All products as a file.

import { productExportLimits } from '../../redis/catalogue/export.ts';
import * as resolve from '../../resolvers/catalogue.ts';
import { builder } from '../base/builder.ts';
import { describeAfter, describeFormat, ExportFormat, ExportPage } from '../base/export.ts';

const { page } = productExportLimits;

builder.queryField('productsExport', (t) =>
  t.field({
    type: ExportPage,
    complexity: { field: 5, multiplier: page },
    description:
      'Exports all products, each before its variants, page by page. `mortar import products` reads what it returns. Also returns products that are not for sale.',
    authScopes: { role: 'ADMIN' },
    args: {
      format: t.arg({ type: ExportFormat, description: describeFormat }),
      cursor: t.arg.string({ description: describeAfter }),
    },
    resolve: (_root, args, context) => resolve.productsExport(args, context),
  }),
);
