// What a chart is given.

import type { ChartKind, ChartTone } from './chart-options.ts';
import type { Unit } from './unit.ts';

export interface ChartSeries {
  label: string;
  values: readonly number[];
  /** What it was in the period before, point by point. */
  before?: readonly number[];
  tone: ChartTone;
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
  /** Said where all values are 0. */
  empty: string;
}
