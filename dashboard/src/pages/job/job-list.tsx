import { useEffect, useState } from 'react';
import { useReading } from '../../data.ts';
import { formatAgo, formatName, formatPercent } from '../../format.ts';
import { type JobState, QueueJobsDocument, type QueueJobsQuery } from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Table } from '../../parts/table.tsx';
import { JobDialog } from './job-dialog.tsx';
import { JobStateBadge } from './job-state.tsx';

type JobRow = NonNullable<QueueJobsQuery['queue']>['jobs']['nodes'][number];

const states = (['WAITING', 'ACTIVE', 'DELAYED', 'COMPLETED', 'DEAD', 'CANCELLED'] as const).map((value) => ({
  value,
  label: formatName(value),
}));

interface JobListProps {
  queue: string;
  state: JobState;
  onState(state: JobState): void;
  /** Changes whenever the queue did; the list is then read again. */
  changes: string;
}

export function JobList({ queue, state, onState, changes }: JobListProps) {
  const pages = usePages();
  const [open, setOpen] = useState<string>();
  const jobs = useReading(QueueJobsDocument, { queue, state, after: pages.after });
  const { refresh } = jobs;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the change itself is the reason
  useEffect(refresh, [changes, refresh]);

  function show(next: JobState): void {
    pages.restart();
    onState(next);
  }

  return (
    <Panel title="Jobs" actions={<Choice label="State" value={state} options={states} onChange={show} />}>
      <ReadingView reading={jobs}>
        {(data) => {
          const connection = data.queue?.jobs;
          if (!connection || connection.nodes.length === 0)
            return <Empty title={`There are no ${formatName(state).toLowerCase()} jobs`} />;
          return (
            <>
              <Pager pages={pages} pageInfo={connection.pageInfo} />
              <Table label="Jobs" headings={['Job', 'State', '#Priority', '#Attempt', 'Progress', 'When']}>
                {connection.nodes.map((job) => (
                  <JobTableRow key={job.id} job={job} onOpen={() => setOpen(job.id)} />
                ))}
              </Table>
            </>
          );
        }}
      </ReadingView>
      {open !== undefined && <JobDialog id={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

function JobTableRow({ job, onOpen }: { job: JobRow; onOpen(): void }) {
  const when = job.finishedAt ?? job.startedAt ?? job.runAt ?? job.createdAt;
  return (
    <tr>
      <td>
        <button type="button" className="link" onClick={onOpen}>
          {job.name}
        </button>
      </td>
      <td>
        <JobStateBadge state={job.state} />
      </td>
      <td className="number">{job.priority}</td>
      <td className="number">
        {job.attempt} of {job.maxAttempts}
      </td>
      <td>
        {formatPercent(job.progress)} {job.progressMessage}
      </td>
      <td>
        <time dateTime={when}>{formatAgo(when)}</time>
      </td>
    </tr>
  );
}
