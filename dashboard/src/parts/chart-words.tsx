// What a chart says in words: its legend, the value under the pointer, and all of its values as a table.

import { useState } from 'react';
import { endOfPoint, formatSpan, readersZone } from '../zone.ts';
import { type ChartProps, isUnknown } from './chart-props.ts';
import { Table } from './table.tsx';
import { capital, formatIn, type Unit } from './unit.ts';

type Zoned = Pick<ChartProps, 'times' | 'step' | 'series' | 'unit' | 'beforeWords'> & { zone: string };

const beforeName = 'period before';

/** Nothing where the title of the chart says it all. */
export function ChartLegend({ series, times, step, zone = readersZone, beforeWords = beforeName }: ChartProps) {
  const last = times.at(-1) ?? 0;
  const runs = last <= Date.now() ? endOfPoint(zone, last, step) > Date.now() : times.length > 0;
  const compares = series.some(({ before }) => before);
  const unknown = times.some((_, index) => isUnknown(series, index));
  if (series.length < 2 && !runs && !compares && !unknown) return null;
  return (
    <ul className="chart-legend">
      {series.map(({ label, tone }) => (
        <li key={label}>
          <span className={`marker ${tone}`} /> {label}
        </li>
      ))}
      {runs && (
        <li>
          <span className="marker running" /> Not over yet
        </li>
      )}
      {unknown && (
        <li>
          <span className="marker unknown" /> No longer kept
        </li>
      )}
      {compares && (
        <li>
          <span className="marker before" /> {capital(beforeWords)}
        </li>
      )}
    </ul>
  );
}

/** @param left where the point lies in the plot, as a share of its width */
export function ChartPoint({ index, left, times, step, series, unit, zone }: Zoned & { index: number; left: number }) {
  const at = times[index] ?? 0;
  const now = Date.now();
  if (at > now) return null;
  return (
    <div
      className={left > 0.5 ? 'chart-point leftward' : 'chart-point'}
      style={{ left: `${100 * left}%` }}
      aria-hidden="true"
    >
      <p>
        {formatSpan(zone, at, step)} <span className="muted">{zone}</span>
      </p>
      {series.map(({ label, values, before }) => (
        <p key={label}>
          {label}: <strong>{valueAt(unit, values, index)}</strong>
          {endOfPoint(zone, at, step) > now && ' so far'}
          {before && <span className="muted">, before: {valueAt(unit, before, index)}</span>}
        </p>
      ))}
    </div>
  );
}

/** Behind the last point there is nothing. */
function valueAt(unit: Unit, values: readonly (number | null)[], index: number): string {
  const value = values[index];
  return formatIn(unit, value === undefined ? 0 : value);
}

/** Made only when it is opened: a chart may have thousands of points. */
export function ChartTable(props: Zoned & Pick<ChartProps, 'label'>) {
  const { label, times, step, series, unit, zone, beforeWords = beforeName } = props;
  const [open, setOpen] = useState(false);
  const now = Date.now();
  const headings = series.flatMap(({ label, before }) => [
    `#${label}`,
    ...(before ? [`#${label}, ${beforeWords}`] : []),
  ]);
  return (
    <details className="chart-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Show as a table</summary>
      {open && (
        <Table label={`${label}, as a table`} headings={[`Time (${zone})`, ...headings]} wide>
          {times.map((at, index) =>
            at > now ? null : (
              <tr key={at}>
                <th scope="row">{formatSpan(zone, at, step)}</th>
                {series.flatMap(({ label, values, before }) => [
                  <td key={label} className="number">
                    {valueAt(unit, values, index)}
                  </td>,
                  before && (
                    <td key={`${label} before`} className="number">
                      {valueAt(unit, before, index)}
                    </td>
                  ),
                ])}
              </tr>
            ),
          )}
        </Table>
      )}
    </details>
  );
}
