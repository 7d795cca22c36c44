// A page of an export, and the arguments of what exports.

import { type ExportPage as ExportPageShape, exportFormats } from '../../redis/base/export-page.ts';
import { builder } from './builder.ts';

export const ExportFormat = builder.enumType('ExportFormat', {
  description: 'The format of an export.',
  values: Object.fromEntries(
    exportFormats.map((format) => [
      format,
      {
        description: {
          CSV: 'A CSV file for spreadsheets. Text that a spreadsheet would take for a formula begins with an apostrophe.',
          JSON_LINES: 'A JSON object per line, for programs.',
        }[format],
      },
    ]),
  ) as Record<(typeof exportFormats)[number], { description: string }>,
});

export const ExportPage = builder.objectRef<ExportPageShape>('ExportPage').implement({
  description: 'A page of an export. The texts of all pages, one after the other, are the file.',
  fields: (t) => ({
    text: t.exposeString('text', {
      description: 'The text. In a CSV, the first page begins with the names of the columns.',
    }),
    count: t.expose('count', {
      type: 'SafeInt',
      description: 'The number of products, variants included, of orders or of days in the text.',
    }),
    unreadable: t.expose('unreadable', {
      type: 'SafeInt',
      description:
        'The number of products or orders that are stored in a form that Mortar cannot read. They are left out.',
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The `cursor` of the next page. Null if this is the last page.',
      resolve: ({ next }) => next,
    }),
  }),
});

export const describeFormat = 'The format. The same on all pages. Default: JSON_LINES.';
export const describeAfter = 'The `endCursor` of the page before. Default: the first page.';
