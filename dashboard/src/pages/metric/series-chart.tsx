// The points of a series as charts: counts, and revenue with a colour for each currency.

import { useMemo } from 'react';
import type { TrafficQuery } from '../../generated/graphql.ts';
import { Chart } from '../../parts/chart.tsx';

type Metrics = TrafficQuery['metrics'];

const tones = ['accent', 'second', 'bad'] as const;

export function CountChart({ label, points }: { label: string; points: NonNullable<Metrics['series']> }) {
  const chart = useMemo(
    () => ({
      times: points.map(({ at }) => Date.parse(at)),
      series: [{ label, values: points.map(({ value }) => value), tone: 'accent' as const }],
    }),
    [label, points],
  );
  return <Chart label={`${label} over time, ${points.length} points`} {...chart} />;
}

export function RevenueChart({ points }: { points: NonNullable<Metrics['revenueSeries']> }) {
  const chart = useMemo(() => {
    const found = new Set(points.flatMap(({ revenue }) => revenue.map(({ currency }) => currency)));
    const currencies = found.size > 0 ? [...found].sort() : ['Revenue'];
    return {
      times: points.map(({ at }) => Date.parse(at)),
      series: currencies.map((currency, index) => ({
        label: currency,
        values: points.map(({ revenue }) => Number(revenue.find((money) => money.currency === currency)?.amount ?? 0)),
        tone: tones[index % tones.length] ?? 'accent',
      })),
    };
  }, [points]);
  const currencies = chart.series.map(({ label }) => label).join(', ');
  return (
    <Chart
      label={`Revenue over time (${currencies}), ${points.length} points`}
      kind={chart.series.length > 1 ? 'line' : 'bars'}
      {...chart}
    />
  );
}
