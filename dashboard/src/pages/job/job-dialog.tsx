import { useEffect, useRef } from 'react';
import { useAction, useReading } from '../../data.ts';
import { formatClock, formatMoment } from '../../format.ts';
import {
  JobCancelDocument,
  JobDetailsDocument,
  type JobDetailsQuery,
  JobRetryDocument,
} from '../../generated/graphql.ts';
import { CodeBlock } from '../../parts/code-block.tsx';
import { Problem } from '../../parts/notices.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { Missing } from '../../parts/states.tsx';
import { JobStateBadge } from './job-state.tsx';

type Job = NonNullable<JobDetailsQuery['job']>;

const askEveryMs = 2_000;

/** Everything about one job, over the list it was chosen from. */
export function JobDialog({ id, onClose }: { id: string; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const details = useReading(JobDetailsDocument, { id }, askEveryMs);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="wide" aria-label="Job" onClose={onClose}>
      <ReadingView reading={details}>
        {({ job }) =>
          job ? (
            <JobView job={job} onChange={details.refresh} />
          ) : (
            <Missing title="This job is no longer kept.">Finished jobs are deleted after some days.</Missing>
          )
        }
      </ReadingView>
      <div className="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}

function JobView({ job, onChange }: { job: Job; onChange(): void }) {
  return (
    <div className="job">
      <h2>
        {job.name} <JobStateBadge state={job.state} />
      </h2>
      <dl className="details">
        <dt>Id</dt>
        <dd className="breakable">{job.id}</dd>
        <dt>Created</dt>
        <dd>{formatMoment(job.createdAt)}</dd>
        {job.finishedAt && (
          <>
            <dt>Finished</dt>
            <dd>{formatMoment(job.finishedAt)}</dd>
          </>
        )}
        <dt>Attempt</dt>
        <dd>
          {job.attempt} of {job.maxAttempts}
        </dd>
        {job.workerId && (
          <>
            <dt>Worker</dt>
            <dd>{job.workerId}</dd>
          </>
        )}
        {job.idempotencyKey && (
          <>
            <dt>Idempotency key</dt>
            <dd>{job.idempotencyKey}</dd>
          </>
        )}
      </dl>
      <JsonBlock title="Payload" value={job.payload} />
      {job.result !== null && <JsonBlock title="Result" value={job.result} />}
      <Errors errors={job.errors} />
      <Lines title="Log" lines={job.logs.map(({ at, message }) => ({ at, text: message }))} />
      <JobActions job={job} onChange={onChange} />
    </div>
  );
}

/** Each failed attempt, its stack folded below its message. */
function Errors({ errors }: { errors: Job['errors'] }) {
  if (errors.length === 0) return null;
  return (
    <section aria-label="Errors">
      <h3>Errors</h3>
      {errors.map(({ attempt, message, stack, at }) => {
        const title = `${formatClock(at)}  attempt ${attempt}: ${message}`;
        if (!stack) return <CodeBlock key={attempt}>{title}</CodeBlock>;
        return (
          <details key={attempt}>
            <summary className="breakable">{title}</summary>
            <CodeBlock>{stack}</CodeBlock>
          </details>
        );
      })}
    </section>
  );
}

function JsonBlock({ title, value }: { title: string; value: unknown }) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <CodeBlock>{JSON.stringify(value, null, 2)}</CodeBlock>
    </section>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly { at: string; text: string }[] }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <CodeBlock>{lines.map(({ at, text }) => `${formatClock(at)}  ${text}`).join('\n')}</CodeBlock>
    </section>
  );
}

function JobActions({ job, onChange }: { job: Job; onChange(): void }) {
  const retry = useAction(JobRetryDocument);
  const cancel = useAction(JobCancelDocument);
  const problem = retry.problem ?? cancel.problem;
  const unfinished = job.state === 'WAITING' || job.state === 'DELAYED' || job.state === 'ACTIVE';
  const input = { input: { id: job.id } };
  return (
    <>
      {problem && <Problem>{problem}</Problem>}
      <div className="actions">
        {(job.state === 'DEAD' || job.state === 'CANCELLED') && (
          <button type="button" disabled={retry.busy} onClick={() => void retry.run(input).then(onChange)}>
            Run again
          </button>
        )}
        {unfinished && (
          <button
            type="button"
            className="danger"
            disabled={cancel.busy}
            onClick={() => void cancel.run(input).then(onChange)}
          >
            Cancel the job
          </button>
        )}
      </div>
    </>
  );
}
