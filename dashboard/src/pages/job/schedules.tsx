import { useAction, useReading } from '../../data.ts';
import { formatAgo, formatDuration, formatMoment } from '../../format.ts';
import {
  JobScheduleDeleteDocument,
  QueueSchedulesDocument,
  type QueueSchedulesQuery,
} from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Empty } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';

type Schedule = NonNullable<QueueSchedulesQuery['queue']>['schedules'][number];

const askEveryMs = 5_000;

const headings = ['Schedule', 'Cron', 'Time zone', 'Job', 'Overlap', 'Missed', 'Next run', 'Last run', 'End it'];

const overlaps: Readonly<Record<Schedule['overlap'], string>> = {
  QUEUE: 'adds another',
  SKIP: 'skips',
  REPLACE: 'cancels the last',
};

const misses: Readonly<Record<Schedule['missed'], string>> = { ONE: 'one job', ALL: 'a job each', NONE: 'no job' };

/** What the clock enqueues: when it did last, and when it will again. */
export function Schedules({ queue }: { queue: string }) {
  const reading = useReading(QueueSchedulesDocument, { queue }, askEveryMs);
  const remove = useAction(JobScheduleDeleteDocument);

  async function end(key: string): Promise<void> {
    await remove.run({ input: { queue, key } });
    reading.refresh();
  }

  return (
    <Panel title="Schedules">
      {remove.problem && <Problem>{remove.problem}</Problem>}
      <ReadingView reading={reading}>
        {(data) => {
          const schedules = data.queue?.schedules ?? [];
          if (schedules.length === 0)
            return (
              <Empty title="There are no schedules.">
                A schedule runs a job at fixed times, such as each Monday at seven. Your application adds schedules:{' '}
                <a href="/dashboard/docs/jobs.html">jobs.md</a> shows how.
              </Empty>
            );
          return (
            <Table label="All schedules" headings={headings}>
              {schedules.map((schedule) => (
                <ScheduleRow
                  key={schedule.key}
                  schedule={schedule}
                  busy={remove.busy}
                  onDelete={() => void end(schedule.key)}
                />
              ))}
            </Table>
          );
        }}
      </ReadingView>
    </Panel>
  );
}

interface ScheduleRowProps {
  schedule: Schedule;
  busy: boolean;
  onDelete(): void;
}

function ScheduleRow({ schedule, busy, onDelete }: ScheduleRowProps) {
  const { key, cron, timezone, jobName, overlap, missed, nextRunAt, lastRunAt } = schedule;
  return (
    <tr>
      <td>{key}</td>
      <td>
        <code>{cron}</code>
      </td>
      <td>{timezone}</td>
      <td>
        {jobName}
        <div className="muted">{describeJobs(schedule)}</div>
      </td>
      <td>{overlaps[overlap]}</td>
      <td>{misses[missed]}</td>
      <td>
        <Moment at={nextRunAt} otherwise="never again" />
      </td>
      <td>
        <Moment at={lastRunAt} otherwise="not yet" />
      </td>
      <td>
        <ConfirmButton
          question={`Delete the schedule ${key}?`}
          consequence={`It enqueues ${jobName} no more. Jobs that it has enqueued already stay.`}
          disabled={busy}
          onConfirm={onDelete}
        >
          Delete
        </ConfirmButton>
      </td>
    </tr>
  );
}

/** `priority 5, 3 attempts, after 1.0 s and longer each time, up to 30 s each`. */
function describeJobs({ priority, maxAttempts, backoff, timeoutMs }: Schedule): string {
  const parts = [`priority ${priority}`, maxAttempts === 1 ? '1 attempt' : `${maxAttempts} attempts`];
  if (backoff) {
    const growth = backoff.kind === 'EXPONENTIAL' ? `, doubling up to ${seconds(backoff.maxDelayMs)}` : '';
    parts.push(`${seconds(backoff.delayMs)} between them${growth}`);
  }
  if (timeoutMs !== null) parts.push(`${seconds(timeoutMs)} at most`);
  return parts.join(', ');
}

function seconds(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds} ms` : formatDuration(milliseconds / 1_000);
}

/** How far away it is, and the very moment on hover. */
function Moment({ at, otherwise }: { at: string | null; otherwise: string }) {
  if (at === null) return <span className="muted">{otherwise}</span>;
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatAgo(at)}
    </time>
  );
}
