// What a chart is given.

import type { ChartKind, ChartTone } from './chart-options.ts';
import type { Unit } from './unit.ts';

export interface ChartSeries {
  label: string;
  /** Null for a point that is no longer known. */
  values: readonly (number | null)[];
  /** What it was in the period that it is compared with, point by point. */
  before?: readonly (number | null)[];
  tone: ChartTone;
}

/** Whether a point is known of none of the series. */
export function isUnknown(series: readonly ChartSeries[], index: number): boolean {
  return series.length > 0 && series.every(({ values }) => values[index] === null);
}

export interface ChartProps {
  /** One sentence that says what the chart shows. */
  label: string;
  /** Ascending, in milliseconds since 1970. */
  times: readonly number[];
  /** How long each point lasts, in milliseconds. */
  step: number;
  series: readonly ChartSeries[];
  unit: Unit;
  /** Whose days and times are shown; the reader's where absent. */
  zone?: string;
  kind?: ChartKind;
  /** What the period is called that `before` is of. */
  beforeWords?: string;
  /** Said where all values are 0. */
  empty: string;
}
