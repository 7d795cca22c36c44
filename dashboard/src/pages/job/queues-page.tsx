import { useReading } from '../../data.ts';
import { formatCount, formatDecimal, formatDuration } from '../../format.ts';
import { QueuesDocument } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { Link } from '../../routing.tsx';
import type { PageProps } from '../page-props.ts';
import { QueuePage } from './queue-page.tsx';

const askEveryMs = 3_000;

const headings = ['Queue', '#Waiting', '#Active', '#Delayed', '#Done', '#Dead', '#Done per minute', '#Oldest waits'];

/** All queues, or the one that the address names. */
export function QueuesPage({ item }: PageProps) {
  return item === undefined ? <QueueList /> : <QueuePage name={item} />;
}

function QueueList() {
  const queues = useReading(QueuesDocument, {}, askEveryMs);
  return (
    <Page title="Queues">
      <ReadingView reading={queues}>
        {({ queues }) =>
          queues.length === 0 ? (
            <Empty title="There are no queues yet.">
              A queue appears with its first job. <Link page="connect">Connect your app</Link> to add one.
            </Empty>
          ) : (
            <Panel title="All queues">
              <Table label="Queues" headings={headings}>
                {queues.map((queue) => (
                  <tr key={queue.id}>
                    <td>
                      <Link page="queues" item={queue.name}>
                        {queue.name}
                      </Link>{' '}
                      {queue.paused && <Badge tone="caution">Paused</Badge>}
                    </td>
                    <td className="number">{formatCount(queue.counts.waiting)}</td>
                    <td className="number">{formatCount(queue.counts.active)}</td>
                    <td className="number">{formatCount(queue.counts.delayed)}</td>
                    <td className="number">{formatCount(queue.counts.completed)}</td>
                    <td className="number">
                      {Number(queue.counts.dead) > 0 ? (
                        <Badge tone="bad">{formatCount(queue.counts.dead)}</Badge>
                      ) : (
                        formatCount(queue.counts.dead)
                      )}
                    </td>
                    <td className="number">{formatDecimal(queue.completedPerMinute)}</td>
                    <td className="number">
                      {queue.oldestWaitingSeconds === null ? '–' : formatDuration(queue.oldestWaitingSeconds)}
                    </td>
                  </tr>
                ))}
              </Table>
            </Panel>
          )
        }
      </ReadingView>
    </Page>
  );
}
