import { useEffect, useState } from 'react';
import { useReading } from '../../data.ts';
import { formatAgo, formatCount, formatName, formatPercent } from '../../format.ts';
import {
  type JobSort,
  type JobState,
  QueueJobsDocument,
  type QueueJobsQuery,
  QueueSearchDocument,
} from '../../generated/graphql.ts';
import { Choice } from '../../parts/choice.tsx';
import { Panel } from '../../parts/page.tsx';
import { Pager, usePages } from '../../parts/pager.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
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
  const [text, setText] = useState('');
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
        <SearchBox label="Search these jobs" placeholder="id, name, payload or error" onSearch={setText} />
        <Choice
          label="Sort"
          value={sort}
          options={sorts.map((value) => ({ value, label: words.labels[value] }))}
          onChange={restarted(setSort)}
        />
      </div>
      {text === '' ? (
        <ReadingView reading={jobs}>
          {(data) => {
            const connection = data.queue?.jobs;
            if (!connection || connection.nodes.length === 0)
              return <Empty title={`There are no ${formatName(state).toLowerCase()} jobs.`} />;
            return (
              <>
                <Pager pages={pages} pageInfo={connection.pageInfo} labels={words.pager[sort]} />
                <JobTable jobs={connection.nodes} onOpen={setOpen} />
              </>
            );
          }}
        </ReadingView>
      ) : (
        <FoundJobs queue={queue} state={state} sort={sort} text={text} changes={changes} onOpen={setOpen} />
      )}
      {open !== undefined && <JobDialog id={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

interface FoundJobsProps extends JobListProps {
  state: JobState;
  sort: JobSort;
  text: string;
  onOpen(id: string): void;
}

/** The jobs of the list that have the text, among as many as one search looks at. */
function FoundJobs({ queue, state, sort, text, changes, onOpen }: FoundJobsProps) {
  const found = useReading(QueueSearchDocument, { queue, state, sort, text });
  const { refresh } = found;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the change itself is the reason
  useEffect(refresh, [changes, refresh]);
  return (
    <ReadingView reading={found}>
      {(data) => {
        if (!data.queue?.search) return null;
        const { jobs, examined, complete } = data.queue.search;
        const bounds = complete ? `All ${formatCount(examined)}` : `The first ${formatCount(examined)}`;
        return (
          <>
            <p className="muted" role="status">
              {bounds} {formatName(state).toLowerCase()} jobs were searched. {formatCount(jobs.length)} match.
            </p>
            {jobs.length === 0 ? (
              <Empty title={`No ${formatName(state).toLowerCase()} job matches.`}>
                Try another state, or other words.
              </Empty>
            ) : (
              <JobTable jobs={jobs} onOpen={onOpen} />
            )}
          </>
        );
      }}
    </ReadingView>
  );
}

function JobTable({ jobs, onOpen }: { jobs: readonly JobRow[]; onOpen(id: string): void }) {
  return (
    <Table label="Jobs in this state" headings={['Job', 'State', '#Priority', '#Attempt', 'Progress', 'When']}>
      {jobs.map((job) => (
        <JobTableRow key={job.id} job={job} onOpen={() => onOpen(job.id)} />
      ))}
    </Table>
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
