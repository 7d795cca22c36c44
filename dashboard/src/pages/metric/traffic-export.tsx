import { useClient } from 'urql';
import { type Dimension, ExportMetricsDocument } from '../../generated/graphql.ts';
import { ExportButton } from '../../parts/export-button.tsx';
import { addDays } from '../../zone.ts';
import type { Period } from './period.ts';

const fresh = { requestPolicy: 'network-only' } as const;

interface TrafficExportProps {
  site: string | undefined;
  period: Period;
  /** Of whose values there is a file, too. */
  dimension: Dimension;
  /** What the page calls it. */
  name: string;
}

/** Saves the figures of each day that is shown, and the values of the dimension. */
export function TrafficExport({ site, period: { from, to }, dimension, name }: TrafficExportProps) {
  const client = useClient();
  const read = (by: Dimension | undefined) => async (cursor: string | null) => {
    const request = { site, by, from, to: addDays(to, 1), cursor };
    const { data, error } = await client.query(ExportMetricsDocument, request, fresh).toPromise();
    return { page: data?.metricsExport, error };
  };
  const label = name.toLowerCase();
  const file = `${site ?? 'default'}-${from}-${to}`;
  return (
    <div className="actions">
      <ExportButton file={`${file}.csv`} what="days" read={read(undefined)} />
      <ExportButton
        file={`${file}-${label.replaceAll(' ', '-')}.csv`}
        what={`${label} by day`}
        read={read(dimension)}
      />
    </div>
  );
}
