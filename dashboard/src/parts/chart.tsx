// uPlot behind one component: it draws, follows its width and the theme, shows the value under the pointer, and has a table beside it.

import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../theme.ts';
import { endOfPoint, readersZone } from '../zone.ts';
import { type ChartKind, type ChartLook, chartOptions, type Span } from './chart-options.ts';
import { type ChartProps, type ChartSeries, isUnknown } from './chart-props.ts';
import { ChartLegend, ChartPoint, ChartTable } from './chart-words.tsx';
import { Empty } from './states.tsx';
import { capital, unitName } from './unit.ts';

const height = 190;

export function Chart(props: ChartProps) {
  const { series, empty, unit, zone = readersZone } = props;
  const isEmpty = series.every(({ values, before = [] }) => [...values, ...before].every((value) => value === 0));
  if (isEmpty) return <Empty title={empty} />;
  return (
    <figure className="chart-figure">
      <p className="muted">
        {capital(unitName(unit))}; times in {zone}
      </p>
      <Plot {...props} zone={zone} />
      <ChartLegend {...props} />
      <ChartTable {...props} zone={zone} />
    </figure>
  );
}

function Plot({ label, times, step, series, unit, zone = readersZone, kind = 'bars' }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const theme = useTheme();
  const data = useMemo(() => dataOf({ times, step, series, zone, kind }), [times, step, series, zone, kind]);
  const latest = useRef(data);
  latest.current = data;
  const unknown = useRef<readonly Span[]>([]);
  unknown.current = useMemo(() => unknownSpans(times, step, series, kind), [times, step, series, kind]);
  // Drawn anew only where its look changed; new numbers alone go through setData.
  const lines: ChartLook['lines'] = [
    ...series.flatMap(({ tone }) => [{ tone, part: 'over' } as const, { tone, part: 'running' } as const]),
    ...series.flatMap(({ tone, before }) => (before ? [{ tone, part: 'before' } as const] : [])),
  ];
  const look = JSON.stringify({ kind, unit, zone, lines, theme: theme.resolved });

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const size = { width: element.clientWidth, height };
    const options = chartOptions(element, JSON.parse(look) as ChartLook, setPointed, () => unknown.current);
    const drawn = new uPlot({ ...options, ...size }, latest.current, element);
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current = null;
      drawn.destroy();
    };
  }, [look]);

  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <div className="chart-frame">
      <div className="chart" ref={frame} role="img" aria-label={label} style={{ minHeight: height }} />
      {pointed !== null && pointed < times.length && (
        <ChartPoint
          index={pointed}
          left={placeOf(plot.current, times[pointed] ?? 0)}
          {...{ times, step, series, unit, zone }}
        />
      )}
    </div>
  );
}

/** What is over and what is not over yet are drawn apart; what has not begun is not drawn. */
function dataOf({
  times,
  step,
  series,
  zone,
  kind,
}: Pick<ChartProps, 'times' | 'step' | 'series'> & { zone: string; kind: ChartKind }) {
  const now = Date.now();
  const seconds = times.map((time) => time / 1_000);
  const over = (at: number): boolean => endOfPoint(zone, times[at] ?? 0, step) <= now;
  const begun = (at: number): boolean => (times[at] ?? 0) <= now;
  // The dashed part of a line begins where the other ends.
  const isRunning = (at: number): boolean =>
    begun(at) && (!over(at) || (kind === 'line' && begun(at + 1) && !over(at + 1)));
  const parts = series.flatMap(({ values }) => [
    values.map((value, at) => (over(at) ? value : null)),
    values.map((value, at) => (isRunning(at) && at < times.length ? value : null)),
  ]);
  const before = series.flatMap(({ before }) => (before ? [seconds.map((_, at) => before[at] ?? null)] : []));
  return [seconds, ...parts, ...before] as uPlot.AlignedData;
}

/** Where nothing is known. A bar stands on its time, with half a step on either side; a line's point begins there. */
function unknownSpans(
  times: readonly number[],
  step: number,
  series: readonly ChartSeries[],
  kind: ChartKind,
): readonly Span[] {
  const before = kind === 'bars' ? step / 2 : 0;
  return times.flatMap((time, index) =>
    isUnknown(series, index) ? [{ from: (time - before) / 1_000, to: (time - before + step) / 1_000 }] : [],
  );
}

/** Where a time lies in the frame of the plot, as a share of its width. */
function placeOf(plot: uPlot | null, time: number): number {
  if (!plot) return 0;
  return (plot.over.offsetLeft + plot.valToPos(time / 1_000, 'x')) / plot.width;
}
