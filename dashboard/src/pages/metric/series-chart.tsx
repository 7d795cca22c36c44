// The points of a series as charts: counts, and revenue with a chart for each currency.

import { useMemo } from 'react';
import type { TrafficQuery } from '../../generated/graphql.ts';
import { Chart } from '../../parts/chart.tsx';
import { Empty } from '../../parts/states.tsx';

type Metrics = TrafficQuery['metrics'];

interface SeriesChartProps<Point> {
  points: readonly Point[];
  /** The points of as long a period before. */
  before: readonly Point[];
  step: number;
  zone: string;
}

interface CountChartProps extends SeriesChartProps<NonNullable<Metrics['series']>[number]> {
  label: string;
}

const empty = 'Nothing was counted in this period, nor in the one before.';

export function CountChart({ label, points, before, step, zone }: CountChartProps) {
  const chart = useMemo(
    () => ({
      times: points.map(({ at }) => Date.parse(at)),
      series: [
        {
          label,
          values: points.map(({ value }) => value),
          before: before.map(({ value }) => value),
          tone: 'accent' as const,
        },
      ],
    }),
    [label, points, before],
  );
  const unit = useMemo(() => ({ kind: 'count' as const, name: label.toLowerCase() }), [label]);
  const words = `${label} over time, ${points.length} points`;
  return <Chart label={words} unit={unit} {...{ step, zone, empty }} {...chart} />;
}

type RevenuePoint = NonNullable<Metrics['revenueSeries']>[number];

export function RevenueChart({ points, before, step, zone }: SeriesChartProps<RevenuePoint>) {
  const all = [...points, ...before];
  const currencies = [...new Set(all.flatMap(({ revenue }) => revenue?.map(({ currency }) => currency) ?? []))].sort();
  if (currencies.length === 0 && all.some(({ revenue }) => revenue === null))
    return <Empty title="Mortar no longer has all numbers of this period." />;
  if (currencies.length === 0) return <Empty title="Nothing was sold in this period, nor in the one before." />;
  return currencies.map((currency) => <CurrencyChart key={currency} {...{ currency, points, before, step, zone }} />);
}

function CurrencyChart({
  currency,
  points,
  before,
  step,
  zone,
}: SeriesChartProps<RevenuePoint> & { currency: string }) {
  const chart = useMemo(() => {
    const valuesOf = (of: readonly RevenuePoint[]): (number | null)[] =>
      of.map(({ revenue }) => revenue && Number(revenue.find((money) => money.currency === currency)?.amount ?? 0));
    return {
      times: points.map(({ at }) => Date.parse(at)),
      series: [
        {
          label: `Revenue in ${currency}`,
          values: valuesOf(points),
          before: valuesOf(before),
          tone: 'accent' as const,
        },
      ],
    };
  }, [currency, points, before]);
  const words = `Revenue over time in ${currency}, ${points.length} points`;
  return <Chart label={words} unit={{ kind: 'money', currency }} {...{ step, zone, empty }} {...chart} />;
}
