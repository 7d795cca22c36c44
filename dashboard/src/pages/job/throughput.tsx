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
        { label: 'Completed a minute', values: minutes.map(({ completed }) => completed), tone: 'second' as const },
        { label: 'Failed a minute', values: minutes.map(({ failed }) => failed), tone: 'bad' as const },
      ],
    }),
    [minutes],
  );
  return <Chart label="Jobs completed and attempts failed in each minute of the last hour" kind="line" {...drawn} />;
}
