// The throughput of a queue since its page was opened: the API tells the present rate, the page remembers.

import { useEffect, useState } from 'react';
import type { ChartSeries } from '../../parts/chart.tsx';

interface Rates {
  completedPerMinute: number;
  failedPerMinute: number;
}

interface Throughput {
  times: number[];
  series: ChartSeries[];
}

const everyMs = 1_000;
const remembered = 600;

export function useThroughput(rates: Rates): Throughput {
  const [throughput, setThroughput] = useState(() => extend(undefined, rates));
  useEffect(() => {
    setThroughput((previous) => extend(previous, rates));
    // Between two deliveries the rate stands, and the line goes on.
    const timer = setInterval(() => setThroughput((previous) => extend(previous, rates)), everyMs);
    return () => clearInterval(timer);
  }, [rates]);
  return throughput;
}

function extend(previous: Throughput | undefined, rates: Rates): Throughput {
  const [completed, failed] = previous?.series ?? [];
  return {
    times: append(previous?.times, Date.now()),
    series: [
      { label: 'Completed a minute', values: append(completed?.values, rates.completedPerMinute), tone: 'second' },
      { label: 'Failed a minute', values: append(failed?.values, rates.failedPerMinute), tone: 'bad' },
    ],
  };
}

function append(values: readonly number[] | undefined, value: number): number[] {
  return [...(values ?? []), value].slice(-remembered);
}
