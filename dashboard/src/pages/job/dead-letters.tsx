import { useState } from 'react';
import { useAction } from '../../data.ts';
import { type Count, formatCount } from '../../format.ts';
import { DeadJobsPurgeDocument, DeadJobsReplayDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Good, Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';

interface DeadLettersProps {
  queue: string;
  count: Count;
}

/** Jobs that failed for good: run them again, or let them go. What was done is told also when none is left. */
export function DeadLetters({ queue, count }: DeadLettersProps) {
  const [report, setReport] = useState<string>();
  const replay = useAction(DeadJobsReplayDocument);
  const purge = useAction(DeadJobsPurgeDocument);
  const problem = replay.problem ?? purge.problem;

  async function replayAll(): Promise<void> {
    setReport(undefined);
    const done = (await replay.run({ input: { queue } }))?.deadJobsReplay;
    if (done && done.userErrors.length === 0) setReport(describe(done, 'run again'));
  }

  async function purgeAll(): Promise<void> {
    setReport(undefined);
    const done = (await purge.run({ input: { queue } }))?.deadJobsPurge;
    if (done && done.userErrors.length === 0) setReport(describe(done, 'were deleted'));
  }

  if (Number(count) === 0)
    return (
      <>
        {problem && <Problem>{problem}</Problem>}
        {report && <Good>{report}</Good>}
      </>
    );
  return (
    <Panel
      title={`${formatCount(count)} dead ${Number(count) === 1 ? 'job' : 'jobs'}`}
      actions={
        <>
          <ConfirmButton
            calm
            question="Replay the dead jobs?"
            consequence={`The dead jobs of ${queue} run again, with all their attempts. What they did before they failed, they do again.`}
            disabled={replay.busy}
            onConfirm={() => void replayAll()}
          >
            Replay
          </ConfirmButton>
          <ConfirmButton
            question="Delete the dead jobs?"
            consequence={`The dead jobs of ${queue} are deleted with their payloads and errors. This cannot be undone.`}
            disabled={purge.busy}
            onConfirm={() => void purgeAll()}
          >
            Delete
          </ConfirmButton>
        </>
      }
    >
      <p className="muted">These jobs failed in all of their attempts. A replay runs them again with all attempts.</p>
      {problem && <Problem>{problem}</Problem>}
      {report && <Good>{report}</Good>}
    </Panel>
  );
}

interface Done {
  readonly count: number;
  readonly queue: { readonly counts: { readonly dead: Count } } | null;
}

/** `3 jobs run again. 2 dead jobs are left.` */
function describe({ count, queue }: Done, what: string): string {
  const left = Number(queue?.counts.dead ?? 0);
  const rest = left > 0 ? ` ${formatCount(left)} dead ${left === 1 ? 'job is' : 'jobs are'} left.` : '';
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'} ${what}.${rest}`;
}
