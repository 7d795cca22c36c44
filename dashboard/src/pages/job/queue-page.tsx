import { useState } from 'react';
import { useAction, useLive } from '../../data.ts';
import { formatCount, formatDecimal, formatDuration } from '../../format.ts';
import {
  type JobState,
  QueueDeleteDocument,
  QueuePauseDocument,
  QueueResumeDocument,
  QueueStatsDocument,
  type QueueStatsSubscription,
} from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Figure, Figures } from '../../parts/figures.tsx';
import { Problem } from '../../parts/notices.tsx';
import { Page } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { goTo, Link } from '../../routing.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { JobList } from './job-list.tsx';
import { Schedules } from './schedules.tsx';
import { Quarantine, UnknownNames } from './set-aside.tsx';
import { Throughput } from './throughput.tsx';

type QueueNumbers = QueueStatsSubscription['queueStats'];

/** One queue: its numbers as they change, its dead letters, its schedules, its jobs. */
export function QueuePage({ name }: { name: string }) {
  const stats = useLive(QueueStatsDocument, { queue: name });
  const queue = stats.data?.queueStats;
  return (
    <Page
      title={name}
      actions={
        <>
          <PauseSwitch name={name} paused={queue?.paused} />
          {queue && <DeleteQueue queue={queue} />}
        </>
      }
    >
      <p>
        <Link page="queues">All queues</Link> {queue?.paused && <Badge tone="caution">Paused: no job is started</Badge>}
      </p>
      <ReadingView reading={stats}>{({ queueStats }) => <QueueView queue={queueStats} />}</ReadingView>
    </Page>
  );
}

function QueueView({ queue }: { queue: QueueNumbers }) {
  const [state, setState] = useState<JobState>('WAITING');
  const { counts } = queue;
  return (
    <>
      <Figures label="Jobs by state">
        <Figure
          label="Waiting"
          value={formatCount(counts.waiting)}
          hint={
            queue.oldestWaitingSeconds === null
              ? 'nothing waits'
              : `oldest ${formatDuration(queue.oldestWaitingSeconds)}`
          }
        />
        <Figure label="Active" value={formatCount(counts.active)} />
        <Figure label="Delayed" value={formatCount(counts.delayed)} />
        <Figure
          label="Completed"
          value={formatCount(counts.completed)}
          hint={`${formatDecimal(queue.completedPerMinute)} a minute over 5 min`}
        />
        <Figure
          label="Dead"
          value={formatCount(counts.dead)}
          hint={`${formatDecimal(queue.failedPerMinute)} failures a minute over 5 min`}
          tone={Number(counts.dead) > 0 ? 'bad' : 'plain'}
        />
      </Figures>
      <Throughput queue={queue.name} />
      {Number(counts.dead) > 0 && <DeadLetters queue={queue.name} count={counts.dead} />}
      {Number(counts.quarantined) > 0 && <Quarantine queue={queue.name} />}
      {queue.unknownNames.length > 0 && <UnknownNames names={queue.unknownNames} />}
      <Schedules queue={queue.name} />
      <JobList queue={queue.name} state={state} onState={setState} changes={JSON.stringify(counts)} />
    </>
  );
}

function PauseSwitch({ name, paused }: { name: string; paused: boolean | undefined }) {
  const pause = useAction(QueuePauseDocument);
  const resume = useAction(QueueResumeDocument);
  const action = paused ? resume : pause;
  return (
    <>
      {action.problem && <Problem>{action.problem}</Problem>}
      <button
        type="button"
        disabled={paused === undefined || action.busy}
        onClick={() => void action.run({ input: { name } })}
      >
        {paused ? 'Resume' : 'Pause'}
      </button>
    </>
  );
}

/** Takes everything that the queue has, so the question says how much that is. */
function DeleteQueue({ queue: { name, counts } }: { queue: QueueNumbers }) {
  const remove = useAction(QueueDeleteDocument);
  const left = Number(counts.waiting) + Number(counts.delayed) + Number(counts.active);

  async function end(): Promise<void> {
    const input = { name, withJobs: true };
    let answer = (await remove.run({ input }))?.queueDelete;
    // The work of one call is bounded.
    while (answer && !answer.done && answer.userErrors.length === 0)
      answer = (await remove.run({ input }))?.queueDelete;
    if (answer?.done) goTo('queues');
  }

  return (
    <>
      {remove.problem && <Problem>{remove.problem}</Problem>}
      <ConfirmButton
        question={`Delete the queue ${name}?`}
        consequence={`${formatCount(left)} unfinished and ${formatCount(counts.dead)} dead jobs are deleted with it, its schedules and its history. Jobs that run lose their results. This cannot be undone.`}
        disabled={remove.busy}
        onConfirm={() => void end()}
      >
        Delete queue
      </ConfirmButton>
    </>
  );
}
