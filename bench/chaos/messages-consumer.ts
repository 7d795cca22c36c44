// A consumer process of the `messages` run, in every group of every topic. It is killed, stopped and started all the time.

import { setTimeout as wait } from 'node:timers/promises';
import { RetryLaterError, UnrecoverableError } from '../../src/redis/base/attempt-error.ts';
import { MessageConsumer } from '../../src/redis/message/consumer.ts';
import type { Delivery } from '../../src/redis/message/group-shapes.ts';
import {
  backoff,
  type ConsumerLine,
  groups,
  leaseMs,
  maxAttempts,
  odd,
  type Payload,
  topics,
} from './messages-work.ts';
import { openThrough } from './open.ts';

// The run is gone.
process.stdin.once('end', () => process.exit(1)).resume();

async function handle(group: string, { topic, cursor, attempt, missed, payload }: Delivery): Promise<void> {
  const say = (event: ConsumerLine['event']): void => {
    const line: ConsumerLine = { event, topic, group, cursor, attempt, missed };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
  say('began');
  const { kind } = payload as Payload;
  if (kind === 'poison') process.kill(process.pid, 'SIGKILL');
  if (kind === 'hopeless') throw new UnrecoverableError('half \ud83c an emoji can never succeed');
  if (kind === 'flaky' && attempt === 1) throw odd.errors[cursor.length % odd.errors.length];
  if (kind === 'later' && attempt === 1)
    throw new RetryLaterError('later', odd.delays[Number.parseInt(cursor, 10) % odd.delays.length] as number);
  await wait(kind === 'slow' ? leaseMs * 1.5 : Math.random() * 10);
  say('done');
}

const redis = await openThrough(process.env.REDIS_URL as string);
const consumers = topics.flatMap((topic) =>
  groups.map(
    (group) =>
      new MessageConsumer(redis, {
        topic,
        group,
        from: 'OLDEST',
        leaseMs,
        maxAttempts,
        backoff,
        handle: (delivery) => handle(group, delivery),
      }),
  ),
);
process.once('SIGTERM', () => void Promise.all(consumers.map((each) => each.close())).then(() => process.exit(0)));
