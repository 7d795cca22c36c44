// The points of a series as charts: counts, and revenue with a chart for each currency.

import { useMemo } from 'react';
import type { TrafficRevenueQuery, TrafficSeriesQuery } from '../../generated/graphql.ts';
import { Chart } from '../../parts/chart.tsx';
import { Empty } from '../../parts/states.tsx';
import { dayIn } from '../../zone.ts';

interface SeriesChartProps<Point> {
  points: readonly Point[];
  /** The points of the period that it is compared with; absent if it is compared with none. */
  before: readonly Point[] | undefined;
  /** What that period is called. */
  beforeWords: string;
  step: number;
  zone: string;
}

interface CountChartProps extends SeriesChartProps<TrafficSeriesQuery['metrics']['series'][number]> {
  label: string;
}

const nothing = (what: string, before: unknown): string =>
  before ? `${what} in this period, nor in the one before.` : `${what} in this period.`;

/**
 * The points of another period in the places of these: of each day its points. A day on which the clocks change has one more or less, and
 * moves none of the next day.
 */
function aligned<Point extends { at: string }>(points: readonly Point[], before: readonly Point[], zone: string) {
  const days = daysOf(before, zone);
  return daysOf(points, zone).flatMap((day, index) => day.map((_, place): Point | undefined => days[index]?.[place]));
}

function daysOf<Point extends { at: string }>(points: readonly Point[], zone: string): Point[][] {
  const days = new Map<string, Point[]>();
  for (const point of points) {
    const day = dayIn(zone, Date.parse(point.at));
    days.set(day, [...(days.get(day) ?? []), point]);
  }
  return [...days.values()];
}

export function CountChart({ label, points, before, beforeWords, step, zone }: CountChartProps) {
  const chart = useMemo(
    () => ({
      times: points.map(({ at }) => Date.parse(at)),
      series: [
        {
          label,
          values: points.map(({ value }) => value),
          before: before && aligned(points, before, zone).map((point) => point?.value ?? null),
          tone: 'accent' as const,
        },
      ],
    }),
    [label, points, before, zone],
  );
  const unit = useMemo(() => ({ kind: 'count' as const, name: label.toLowerCase() }), [label]);
  const words = `${label} over time, ${points.length} points`;
  const empty = nothing('Nothing was counted', before);
  return <Chart label={words} unit={unit} {...{ step, zone, empty, beforeWords }} {...chart} />;
}

type RevenuePoint = TrafficRevenueQuery['metrics']['revenueSeries'][number];

export function RevenueChart({ points, before, ...rest }: SeriesChartProps<RevenuePoint>) {
  const all = [...points, ...(before ?? [])];
  const currencies = [...new Set(all.flatMap(({ revenue }) => revenue?.map(({ currency }) => currency) ?? []))].sort();
  if (currencies.length === 0 && all.some(({ revenue }) => revenue === null))
    return <Empty title="Mortar no longer has all numbers of this period." />;
  if (currencies.length === 0) return <Empty title={nothing('Nothing was sold', before)} />;
  return currencies.map((currency) => <CurrencyChart key={currency} {...{ currency, points, before }} {...rest} />);
}

function CurrencyChart({
  currency,
  points,
  before,
  beforeWords,
  step,
  zone,
}: SeriesChartProps<RevenuePoint> & { currency: string }) {
  const chart = useMemo(() => {
    const amountOf = (point: RevenuePoint | undefined): number | null =>
      point?.revenue ? Number(point.revenue.find((money) => money.currency === currency)?.amount ?? 0) : null;
    return {
      times: points.map(({ at }) => Date.parse(at)),
      series: [
        {
          label: `Revenue in ${currency}`,
          values: points.map(amountOf),
          before: before && aligned(points, before, zone).map(amountOf),
          tone: 'accent' as const,
        },
      ],
    };
  }, [currency, points, before, zone]);
  const words = `Revenue over time in ${currency}, ${points.length} points`;
  const empty = nothing('Nothing was sold', before);
  return <Chart label={words} unit={{ kind: 'money', currency }} {...{ step, zone, empty, beforeWords }} {...chart} />;
}
