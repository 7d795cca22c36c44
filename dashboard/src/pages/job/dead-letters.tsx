import { useAction } from '../../data.ts';
import { type Count, formatCount } from '../../format.ts';
import { DeadJobsPurgeDocument, DeadJobsReplayDocument } from '../../generated/graphql.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Panel } from '../../parts/page.tsx';

interface DeadLettersProps {
  queue: string;
  count: Count;
}

/** Jobs that failed for good: run them again, or let them go. */
export function DeadLetters({ queue, count }: DeadLettersProps) {
  const replay = useAction(DeadJobsReplayDocument);
  const purge = useAction(DeadJobsPurgeDocument);
  const problem = replay.problem ?? purge.problem;
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
            onConfirm={() => void replay.run({ input: { queue } })}
          >
            Replay
          </ConfirmButton>
          <ConfirmButton
            question="Delete the dead jobs?"
            consequence={`The dead jobs of ${queue} are deleted with their payloads and errors. This cannot be undone.`}
            disabled={purge.busy}
            onConfirm={() => void purge.run({ input: { queue } })}
          >
            Delete
          </ConfirmButton>
        </>
      }
    >
      <p className="muted">
        They failed as often as they were allowed to. A replay lets them try again from the start.
      </p>
      {problem && <Problem>{problem}</Problem>}
    </Panel>
  );
}
