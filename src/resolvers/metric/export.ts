// The figures of a site as a file, page by page.

import type { ExportFormat, ExportPage } from '../../redis/base/export-page.ts';
import type { VisitDimension } from '../../redis/metric/metric.ts';
import { defaultSite } from '../../redis/metric/site.ts';
import { orBadInput } from '../base/answer.ts';
import type { Context } from '../base/context.ts';

export interface MetricsExportArguments {
  readonly format?: ExportFormat | null;
  readonly cursor?: string | null;
  readonly site?: string | null;
  readonly by?: VisitDimension | null;
  readonly from: string;
  readonly to: string;
}

export function metricsExport(
  { site, by, from, to, format, cursor }: MetricsExportArguments,
  { stores }: Context,
): Promise<ExportPage> {
  const request = { format: format ?? 'JSON_LINES', after: cursor ?? null } as const;
  return orBadInput(stores.metricExport.page({ ...request, site: site ?? defaultSite, by: by ?? null, from, to }));
}
