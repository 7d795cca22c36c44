// How queues stand: their counts, ages and rates.

import { isCluster } from '../base/connect.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName } from '../base/name.ts';
import { loadScript } from '../base/scripts.ts';
import { jobKeys } from './keys.ts';
import { QueueParts } from './parts.ts';
import { parseOr } from './record.ts';
import { jobLimits } from './shapes.ts';

const queuesScript = loadScript('job/queues');
const statsScript = loadScript('job/stats');

/** A queue in numbers. */
export interface QueueStats {
  readonly name: string;
  readonly paused: boolean;
  readonly counts: {
    readonly waiting: number;
    readonly delayed: number;
    readonly active: number;
    readonly completed: number;
    readonly dead: number;
    readonly cancelled: number;
    /** Jobs that cannot be read. */
    readonly quarantined: number;
    /** Those of the waiting ones that were set aside since no worker that met them knows their name. */
    readonly unknown: number;
  };
  /** The names of those that were set aside, the commonest first, and how many there are. */
  readonly unknownNames: readonly { readonly name: string; readonly count: number }[];
  /** For how long the oldest waiting job has been ready. */
  readonly oldestWaitingSeconds: number | null;
  readonly completedPerMinute: number;
  readonly failedPerMinute: number;
  /** In how many parts it is stored. */
  readonly parts: number;
}

type StatsReply = [
  waiting: number,
  delayed: number,
  active: number,
  completed: number,
  dead: number,
  cancelled: number,
  paused: 0 | 1,
  oldestMs: number,
  completedLately: number,
  failedLately: number,
  spanMs: number,
  quarantined: number,
  unknown: number,
  unknownNames: readonly string[],
  hadJobs: 0 | 1,
  parts: number,
];

const { priorityMax, rateMinutes, passedPerStep, namesShown } = jobLimits;
const statsArguments = [priorityMax, rateMinutes, passedPerStep, namesShown] as const;
/** The places of `hadJobs` and `parts` in a StatsReply. */
const hadJobs = 14;
const partCount = 15;

/**
 * All queues, sorted by name; an Error in the place of one that cannot be read. One round trip, but on a cluster, or with more than
 * `jobLimits.queuesAtOnce` queues, another one.
 */
export async function readQueues(redis: RedisHandle): Promise<(QueueStats | Error)[]> {
  const { client, prefix } = redis;
  const [start, end] = jobKeys.queue(prefix, '\n').split('\n') as [string, string];
  const atOnce = isCluster(client) ? 0 : jobLimits.queuesAtOnce;
  const [names, ...replies] = (await redis.run(
    queuesScript,
    [jobKeys.queues(prefix)],
    [...statsArguments, atOnce, start, end],
  )) as [string[], ...(StatsReply | [])[]];
  const found = await Promise.all(
    names.map((name, index) => {
      const reply = isName(name) ? replies[index] : undefined;
      return reply?.length ? readAllParts(redis, name, reply) : readQueue(redis, name).catch((error: Error) => error);
    }),
  );
  return found.filter((queue) => queue !== null);
}

/** A queue's counts, ages and rates; null for a name that never had a job. */
export async function readQueue(redis: RedisHandle, name: string): Promise<QueueStats | null> {
  if (!isName(name)) return null;
  const { client, prefix } = redis;
  // Together, since a queue that is asked for is nearly always there.
  const [listed, reply] = await Promise.all([
    client.sismember(jobKeys.queues(prefix), name),
    redis.run(statsScript, [jobKeys.queue(prefix, name)], [...statsArguments]) as Promise<StatsReply>,
  ]);
  if (!listed && reply[hadJobs] === 0) return null;
  // The list of queues may be lost while a queue is not. Nobody has to wait until it has this one again.
  if (!listed) client.sadd(jobKeys.queues(prefix), name).catch(() => {});
  return readAllParts(redis, name, reply);
}

/** @param first what the first part says of itself, and how many others there are */
async function readAllParts(redis: RedisHandle, name: string, first: StatsReply): Promise<QueueStats> {
  const [, ...others] = new QueueParts(redis).of(name, first[partCount]);
  const replies = await Promise.all(
    others.map((part) => redis.run(statsScript, [jobKeys.queue(redis.prefix, part)], [...statsArguments])),
  );
  return (replies as StatsReply[])
    .map((reply) => readStats(name, reply))
    .reduce((sum, part) => addStats(sum, part), readStats(name, first));
}

/** The first part says whether the queue is paused. */
function addStats(sum: QueueStats, part: QueueStats): QueueStats {
  const names = Object.keys(sum.counts) as (keyof QueueStats['counts'])[];
  const unknown = new Map(sum.unknownNames.map(({ name, count }) => [name, count]));
  for (const { name, count } of part.unknownNames) unknown.set(name, (unknown.get(name) ?? 0) + count);
  const ages = [sum, part].flatMap(({ oldestWaitingSeconds: age }) => (age === null ? [] : [age]));
  return {
    ...sum,
    counts: Object.fromEntries(
      names.map((name) => [name, sum.counts[name] + part.counts[name]]),
    ) as unknown as QueueStats['counts'],
    unknownNames: Array.from(unknown, ([name, count]) => ({ name, count }))
      .sort((one, other) => other.count - one.count)
      .slice(0, namesShown),
    oldestWaitingSeconds: ages.length > 0 ? Math.max(...ages) : null,
    completedPerMinute: sum.completedPerMinute + part.completedPerMinute,
    failedPerMinute: sum.failedPerMinute + part.failedPerMinute,
  };
}

function readStats(name: string, reply: StatsReply): QueueStats {
  const [waiting, delayed, active, completed, dead, cancelled, paused, oldestMs, done, failed, spanMs, ...rest] = reply;
  const [quarantined, unknown, unknownNames, , parts] = rest;
  const minutes = spanMs / 60_000;
  return {
    name,
    paused: paused === 1,
    counts: { waiting, delayed, active, completed, dead, cancelled, quarantined, unknown },
    unknownNames: readNames(unknownNames),
    oldestWaitingSeconds: oldestMs < 0 ? null : oldestMs / 1000,
    completedPerMinute: done / minutes,
    failedPerMinute: failed / minutes,
    parts,
  };
}

/** Names as scripts give them, each with how many there are. */
function readNames(flat: readonly (string | number)[]): { name: string; count: number }[] {
  const values = flat.flat();
  return Array.from({ length: values.length / 2 }, (_unused, index) => ({
    name: String(parseOr(`"${values[2 * index]}"`, values[2 * index])),
    count: Number(values[2 * index + 1]),
  }));
}
