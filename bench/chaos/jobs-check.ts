// After the run: what Redis holds of every job, against what was accepted and what the stream said.

import { isDeepStrictEqual } from 'node:util';
import { type Job, Jobs, jobLimits, type RedisHandle } from '../../src/redis/index.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import type { Observer } from './jobs-observer.ts';
import { attempts, type Payload, queue, type Result } from './jobs-work.ts';
import type { Verdict } from './run.ts';

/** @param accepted the ids that were answered, by idempotency key. */
export async function checkJobs(
  redis: RedisHandle,
  accepted: ReadonlyMap<string, string>,
  observer: Observer,
): Promise<Verdict> {
  const jobs = new Jobs(redis);
  const violations = [...observer.violations];
  const ids = new Set(accepted.values());
  if (ids.size < accepted.size)
    violations.push(`${accepted.size - ids.size} idempotency keys share a job with another`);

  const twice = observer.stories.size - ids.size;
  if (twice > 0) violations.push(`${twice} jobs were added a second time for their idempotency key`);

  const lost = new Set<string>();
  const stuck = new Set<string>();
  const kept = { COMPLETED: 0, DEAD: 0 };
  const ended: string[] = [];
  for (const chunk of chunks([...ids], 500)) {
    const found = await jobs.getAll(chunk);
    for (const [index, id] of chunk.entries()) {
      const job = found[index] ?? null;
      const story = observer.stories.get(id);
      if (!story || (story.state !== 'COMPLETED' && story.state !== 'DEAD')) {
        (job ? stuck : lost).add(id);
        violations.push(
          `${id} was accepted and is ${job?.state ?? 'gone'}; the stream says ${story?.state ?? 'nothing'}`,
        );
      } else if (job) {
        violations.push(...faultsOf(job, story.attempts, story.state));
        if (job.state === 'COMPLETED' || job.state === 'DEAD') kept[job.state] += 1;
        ended.push(id);
      }
    }
  }

  const counts = (await jobs.queue(queue))?.counts;
  const none = { waiting: 0, delayed: 0, active: 0, cancelled: 0, quarantined: 0, unknown: 0 };
  const expected = { ...none, completed: kept.COMPLETED, dead: kept.DEAD };
  if (!isDeepStrictEqual(counts, expected))
    violations.push(`the queue counts ${JSON.stringify(counts)}, but there are ${JSON.stringify(expected)}`);
  const counted = Number(await redis.client.hget(jobKeys.meta(redis.prefix, queue), 'bytes'));
  const bytes = await bytesOf(redis, ended);
  if (counted !== bytes) violations.push(`the queue counts ${counted} bytes of finished jobs, but there are ${bytes}`);
  const completed = [...observer.stories.values()].filter(({ state }) => state === 'COMPLETED').length;
  const shouldKeep = Math.min(completed, jobLimits.kept.completed.count);
  if (kept.COMPLETED < shouldKeep) violations.push(`${kept.COMPLETED} completed jobs are kept of ${completed}`);

  return {
    accepted: accepted.size,
    lost: lost.size,
    duplicated: twice + observer.endedTwice.size,
    stuck: stuck.size,
    violations,
  };
}

function faultsOf(job: Job, handedOut: number, state: Job['state']): string[] {
  const faults: string[] = [];
  const check = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(`${job.id} ${fault}`);
  };
  const { kind } = job.payload as Payload;
  check(job.state === state, `is ${job.state}, but the stream says ${state}`);
  check(job.attempt === handedOut, `counts ${job.attempt} attempts, but was handed out ${handedOut} times`);
  check(job.attempt >= 1 && job.attempt <= job.maxAttempts, `ended on attempt ${job.attempt} of ${job.maxAttempts}`);
  if (job.state === 'COMPLETED') {
    const result = job.result as Result | null;
    const possible = kind !== 'hopeless' && kind !== 'poison';
    check(possible || result?.workerId === 'latecomer', `is ${kind}, but was completed`);
    check(result?.attempt === job.attempt, `was completed by attempt ${result?.attempt} while ${job.attempt} held it`);
    check(result?.workerId === job.workerId, 'was completed by a worker that did not hold it');
  } else {
    check(kind === 'poison' || kind === 'hopeless', `is ${kind}, but ended dead: ${job.errors.at(-1)?.message}`);
    check(kind !== 'poison' || job.attempt === attempts.poison, `is poison, but died on attempt ${job.attempt}`);
    check(
      job.errors.length === Math.min(job.attempt, 10),
      `has ${job.errors.length} errors of ${job.attempt} attempts`,
    );
  }
  return faults;
}

/** What jobs hold: their definitions, results and errors. */
async function bytesOf(redis: RedisHandle, ids: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const chunk of chunks(ids, 500)) {
    const numbers = chunk.map((id) => id.slice(queue.length + 1));
    for (const part of ['jobs', 'results', 'errors'] as const) {
      const texts = await redis.client.hmget(jobKeys.part(redis.prefix, queue, part), ...numbers);
      for (const text of texts) bytes += Buffer.byteLength(text ?? '');
    }
  }
  return bytes;
}

function* chunks<T>(values: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}
