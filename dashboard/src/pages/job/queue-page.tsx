import { useAction, useLive, useReading } from '../../data.ts';
import { formatCount, formatDecimal, formatDuration } from '../../format.ts';
import {
  QueueDeleteDocument,
  QueueDocument,
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
import { Missing } from '../../parts/states.tsx';
import { goTo, Link } from '../../routing.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { JobList } from './job-list.tsx';
import { Schedules } from './schedules.tsx';
import { Quarantine, UnknownNames } from './set-aside.tsx';
import { Throughput } from './throughput.tsx';

/** What the subscription says is newer; this tells of a queue that comes or goes. */
const askEveryMs = 5_000;

type QueueNumbers = QueueStatsSubscription['queueStats'];

/** One queue: its numbers as they change, its dead letters, its schedules, its jobs. */
export function QueuePage({ name }: { name: string }) {
  const reading = useReading(QueueDocument, { queue: name }, askEveryMs);
  const found = reading.data?.queue;
  const live = useLive(QueueStatsDocument, { queue: name }, !found);
  const queue = live.data?.queueStats ?? found;
  return (
    <Page
      title={name}
      actions={
        queue && (
          <>
            <PauseSwitch name={name} paused={queue.paused} />
            <DeleteQueue queue={queue} />
          </>
        )
      }
    >
      <p>
        <Link page="queues">All queues</Link> {queue?.paused && <Badge tone="caution">Paused: no job is started</Badge>}
      </p>
      <ReadingView reading={reading}>
        {() =>
          queue ? (
            <QueueView queue={queue} />
          ) : (
            <Missing title={`There is no queue "${name}".`}>
              A queue appears with its first job. This page shows it as soon as it does.
            </Missing>
          )
        }
      </ReadingView>
    </Page>
  );
}

function QueueView({ queue }: { queue: QueueNumbers }) {
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
          hint={`${formatDecimal(queue.completedPerMinute)} per minute over 5 min`}
        />
        <Figure
          label="Dead"
          value={formatCount(counts.dead)}
          hint={`${formatDecimal(queue.failedPerMinute)} failures per minute over 5 min`}
          tone={Number(counts.dead) > 0 ? 'bad' : 'plain'}
        />
      </Figures>
      <Throughput queue={queue.name} />
      <DeadLetters queue={queue.name} count={counts.dead} />
      {Number(counts.quarantined) > 0 && <Quarantine queue={queue.name} />}
      {queue.unknownNames.length > 0 && <UnknownNames names={queue.unknownNames} />}
      <Schedules queue={queue.name} />
      <JobList queue={queue.name} changes={JSON.stringify(counts)} />
    </>
  );
}

function PauseSwitch({ name, paused }: { name: string; paused: boolean }) {
  const pause = useAction(QueuePauseDocument);
  const resume = useAction(QueueResumeDocument);
  const action = paused ? resume : pause;
  return (
    <>
      {action.problem && <Problem>{action.problem}</Problem>}
      <button type="button" disabled={action.busy} onClick={() => void action.run({ input: { name } })}>
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
