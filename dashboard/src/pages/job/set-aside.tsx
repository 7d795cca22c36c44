import { useAction, useReading } from '../../data.ts';
import { formatCount, formatMoment } from '../../format.ts';
import {
  QuarantinedJobsPurgeDocument,
  QueueQuarantineDocument,
  type QueueStatsSubscription,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Table } from '../../parts/table.tsx';

type UnknownNames = QueueStatsSubscription['queueStats']['unknownNames'];

const askEveryMs = 5_000;

/** Jobs that wait for a worker which knows their name. */
export function UnknownNames({ names }: { names: UnknownNames }) {
  return (
    <Panel title="Jobs of unknown names">
      <p>No worker of this queue knows these names. The jobs wait for one that does.</p>
      <Table label="Waiting jobs by name" headings={['Name', 'Waiting']}>
        {names.map(({ name, count }) => (
          <tr key={name}>
            <td>{name}</td>
            <td>{formatCount(count)}</td>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}

/** Jobs that cannot be read. */
export function Quarantine({ queue }: { queue: string }) {
  const reading = useReading(QueueQuarantineDocument, { queue }, askEveryMs);
  const purge = useAction(QuarantinedJobsPurgeDocument);
  return (
    <Panel
      title="Quarantine"
      actions={
        <ConfirmButton
          question="Delete the quarantined jobs?"
          consequence={`The quarantined jobs of ${queue} are deleted as they are stored. This cannot be undone.`}
          disabled={purge.busy}
          onConfirm={() => void purge.run({ input: { queue } })}
        >
          Delete
        </ConfirmButton>
      }
    >
      <p>These jobs are stored in a way that cannot be read, so no worker is given them.</p>
      {purge.problem && <Problem>{purge.problem}</Problem>}
      <ReadingView reading={reading}>
        {(data) => (
          <Table label="Quarantined jobs" headings={['Number', 'Reason', 'Since', 'Stored']}>
            {(data.queue?.quarantine ?? []).map(({ number, reason, at, record }) => (
              <tr key={number}>
                <td>{number}</td>
                <td>{reason}</td>
                <td>{formatMoment(at)}</td>
                <td>
                  <code>{record}</code>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </ReadingView>
    </Panel>
  );
}
