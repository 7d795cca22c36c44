import { useMemo } from 'react';
import { useReading } from '../../data.ts';
import { QueueThroughputDocument, type QueueThroughputQuery } from '../../generated/graphql.ts';
import { Chart } from '../../parts/chart.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';

type Minute = NonNullable<QueueThroughputQuery['queue']>['throughput'][number];

const askEveryMs = 5_000;

/** What the queue did by the minute, for the last hour. */
export function Throughput({ queue }: { queue: string }) {
  const throughput = useReading(QueueThroughputDocument, { queue }, askEveryMs);
  return (
    <Panel title="Throughput">
      <ReadingView reading={throughput}>
        {(data) => <ThroughputChart minutes={data.queue?.throughput ?? []} />}
      </ReadingView>
    </Panel>
  );
}

function ThroughputChart({ minutes }: { minutes: readonly Minute[] }) {
  const drawn = useMemo(
    () => ({
      times: minutes.map(({ at }) => Date.parse(at)),
      series: [
        { label: 'Completed', values: minutes.map(({ completed }) => completed), tone: 'second' as const },
        { label: 'Failed', values: minutes.map(({ failed }) => failed), tone: 'bad' as const },
      ],
    }),
    [minutes],
  );
  return (
    <Chart
      label="Jobs completed and attempts failed in each minute of the last hour"
      kind="line"
      unit={{ kind: 'count', name: 'jobs and attempts per minute' }}
      step={60_000}
      empty="No job was completed or failed in the last hour."
      {...drawn}
    />
  );
}
