// uPlot behind one component: it draws, follows its width and the theme, and tells screen readers what it shows.

import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../theme.ts';
import { type ChartKind, type ChartLook, chartOptions } from './chart-options.ts';

interface ChartSeries {
  label: string;
  values: readonly number[];
  /** Names a colour in styles/base.css. */
  tone: 'accent' | 'bad' | 'second';
}

interface ChartProps {
  /** One sentence that says what the chart shows. */
  label: string;
  /** Ascending, in milliseconds since 1970. */
  times: readonly number[];
  series: readonly ChartSeries[];
  kind?: ChartKind;
}

const height = 190;

export function Chart({ label, times, series, kind = 'bars' }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const theme = useTheme();
  const data = useMemo(
    (): uPlot.AlignedData => [times.map((time) => time / 1000), ...series.map(({ values }) => [...values])],
    [times, series],
  );
  const latest = useRef(data);
  latest.current = data;
  // Drawn anew only where its look changed; new numbers alone go through setData.
  const lines = series.map(({ label, tone }) => ({ label, tone }));
  const look = JSON.stringify({ kind, lines, theme: theme.resolved });

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const size = { width: element.clientWidth, height };
    const drawn = new uPlot(
      { ...chartOptions(element, JSON.parse(look) as ChartLook), ...size },
      latest.current,
      element,
    );
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

  return <div className="chart" ref={frame} role="img" aria-label={label} style={{ minHeight: height }} />;
}
