// What is kept of one visitor of a site, and its erasure.

import { visitorDataLimits } from '../../redis/metric/visitor-data.ts';
import { visitorErase, visitorExport } from '../../resolvers/metric/visitor-data.ts';
import { builder } from '../base/builder.ts';
import { ExportPage } from '../base/export.ts';
import { payloadType } from '../base/payload.ts';
import { siteDescription } from './metric.ts';

const visitorDescription = 'Name of the visitor, as in their events.';

builder.queryField('visitorExport', (t) =>
  t.field({
    type: ExportPage,
    complexity: { field: 100, multiplier: visitorDataLimits.daysPerPage },
    description:
      'Exports what a site, experiments and flags store about a visitor, page by page, as one JSON object per line: experiments, flags, ' +
      'products that were looked at, the newest events as they were sent, then the steps of each day.',
    authScopes: { role: 'ADMIN' },
    args: {
      site: t.arg.string({ description: siteDescription }),
      visitorId: t.arg.string({ required: true, description: visitorDescription }),
      cursor: t.arg.string({ description: 'The `endCursor` of the page before. Default: the first page.' }),
    },
    resolve: (_root, args, context) => visitorExport(args, context),
  }),
);

const VisitorEraseInput = builder.inputType('VisitorEraseInput', {
  description: 'The visitor to erase.',
  fields: (t) => ({
    site: t.string({ description: siteDescription }),
    visitorId: t.string({ required: true, description: visitorDescription }),
  }),
});

const VisitorErasePayload = payloadType<{ erased: boolean }>(
  'VisitorErasePayload',
  'The result of the erasure of a visitor.',
  (t) => ({
    erased: t.exposeBoolean('erased', { description: 'Whether anything was known of the visitor.' }),
  }),
);

builder.mutationField('visitorErase', (t) =>
  t.field({
    type: VisitorErasePayload,
    description:
      'Erases what a site, experiments and flags store about a visitor. Counts stay. An event of the visitor that is sent again afterwards ' +
      'counts again. Can be repeated.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: VisitorEraseInput, required: true, description: 'Names the visitor and the site.' }) },
    resolve: (_root, { input }, context) => visitorErase(input, context),
  }),
);
