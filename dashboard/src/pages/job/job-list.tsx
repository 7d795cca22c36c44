import { useEffect, useState } from 'react';
import { useReading } from '../../data.ts';
import { formatAgo, formatName, formatPercent } from '../../format.ts';
import { type JobSort, type JobState, QueueJobsDocument, type QueueJobsQuery } from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { useChoice } from '../../routing.tsx';
import { JobDialog } from './job-dialog.tsx';
import { JobStateBadge } from './job-state.tsx';

type JobRow = NonNullable<QueueJobsQuery['queue']>['jobs']['nodes'][number];

const states = ['WAITING', 'ACTIVE', 'DELAYED', 'COMPLETED', 'DEAD', 'CANCELLED'] as const;
const stateOptions = states.map((value) => ({ value, label: formatName(value) }));

const sorts = ['NEWEST', 'OLDEST'] as const;

interface SortWords {
  /** What the choice says. */
  readonly labels: Readonly<Record<JobSort, string>>;
  /** Where the pager's buttons lead. */
  readonly pager: Readonly<Record<JobSort, readonly [back: string, forward: string]>>;
}

const finished: SortWords = {
  labels: { NEWEST: 'Newest first', OLDEST: 'Oldest first' },
  pager: { NEWEST: ['Newer', 'Older'], OLDEST: ['Older', 'Newer'] },
};
const toRun: SortWords = {
  labels: { NEWEST: 'Last to run first', OLDEST: 'Next to run first' },
  pager: { NEWEST: ['Later', 'Sooner'], OLDEST: ['Sooner', 'Later'] },
};
const running: SortWords = {
  labels: { NEWEST: 'Longest lease first', OLDEST: 'Shortest lease first' },
  pager: { NEWEST: ['Longer', 'Shorter'], OLDEST: ['Shorter', 'Longer'] },
};
const wordsOf: Readonly<Record<JobState, SortWords>> = {
  WAITING: toRun,
  DELAYED: toRun,
  ACTIVE: running,
  COMPLETED: finished,
  DEAD: finished,
  CANCELLED: finished,
};

interface JobListProps {
  queue: string;
  /** Changes whenever the queue did; the list is then read again. */
  changes: string;
}

export function JobList({ queue, changes }: JobListProps) {
  const pages = usePages();
  const [state, setState] = useChoice('state', states, 'WAITING');
  const words = wordsOf[state];
  const [sort, setSort] = useChoice('sort', sorts, words === finished ? 'NEWEST' : 'OLDEST');
  const [open, setOpen] = useState<string>();
  const jobs = useReading(QueueJobsDocument, { queue, state, sort, after: pages.after });
  const { refresh } = jobs;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the change itself is the reason
  useEffect(refresh, [changes, refresh]);

  function restarted<Value>(choose: (value: Value) => void): (value: Value) => void {
    return (value) => {
      pages.restart();
      choose(value);
    };
  }

  return (
    <Panel
      title="Jobs"
      actions={<Choice label="State" value={state} options={stateOptions} onChange={restarted(setState)} />}
    >
      <div className="actions">
        <Choice
          label="Sort"
          value={sort}
          options={sorts.map((value) => ({ value, label: words.labels[value] }))}
          onChange={restarted(setSort)}
        />
      </div>
      <ReadingView reading={jobs}>
        {(data) => {
          const connection = data.queue?.jobs;
          if (!connection || connection.nodes.length === 0)
            return <Empty title={`There are no ${formatName(state).toLowerCase()} jobs.`} />;
          return (
            <>
              <Pager pages={pages} pageInfo={connection.pageInfo} labels={words.pager[sort]} />
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
