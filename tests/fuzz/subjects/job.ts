// Jobs, their leases, schedules and events.

import type { Enqueued } from '../../../src/redis/job/enqueue.ts';
import { jobKeys } from '../../../src/redis/job/keys.ts';
import type { StepAnswer } from '../../../src/redis/job/lease.ts';
import { AnyJson, fixed } from '../hostile.ts';
import type { FuzzMethod, FuzzSubject, World } from '../subject.ts';
import { brokenQueue } from './job-checker.ts';

/** Others from time to time, so that each is soon read whole. */
const queueOf = ({ next }: World, kind = 'fuzz'): string => `${kind}-${Math.floor(next() / 500)}`;
const job = (world: World) => ({
  ...{
    queue: queueOf(world),
    name: 'work',
    payload: new AnyJson({ a: 1 }),
    priority: 5,
    delayMs: 0,
    maxAttempts: 3,
    timeoutMs: 1_000,
  },
  ...{
    backoff: { kind: fixed('FIXED'), delayMs: 10, maxDelayMs: 20 },
    idempotencyKey: `key-${world.next()}`,
    idempotencyTtlMs: 5_000,
  },
});
const schedule = (world: World) => ({
  ...{
    queue: queueOf(world),
    key: `s-${world.next() % 50}`,
    cron: '0 4 * * *',
    timezone: 'Europe/Berlin',
    jobName: 'work',
    priority: 5,
  },
  ...{ maxAttempts: 2, backoff: { kind: fixed('FIXED'), delayMs: 10, maxDelayMs: 20 }, timeoutMs: 1_000 },
  ...{ overlap: fixed('SKIP'), missed: fixed('ALL') },
  payload: new AnyJson({ a: 1 }),
});
const step = { workerId: 'worker', want: 3, leaseMs: 30_000 };

async function added(world: World): Promise<string> {
  return (await world.stores.jobs.enqueue({ queue: queueOf(world), name: 'work' })).id;
}

async function claimed(world: World, queue = queueOf(world, 'held')) {
  const { stores } = world;
  await stores.jobs.enqueueMany([
    { queue, name: 'work' },
    { queue, name: 'unknown' },
  ]);
  const [job] = (await stores.jobLeases.step({ ...step, queue, want: 1, finished: [], names: ['work'] })).claimed;
  if (!job) throw new Error('nothing was claimed');
  return { id: job.id, fence: job.fence };
}

async function dead(world: World): Promise<string> {
  const queue = queueOf(world, 'held');
  const held = await claimed(world, queue);
  const outcome = { kind: 'FAILED', retry: false, message: 'no', stack: 'at' } as const;
  await world.stores.jobLeases.step({ ...step, queue, want: 0, finished: [{ ...held, outcome }] });
  return held.id;
}

/** A queue with a job whose record is none. */
async function unreadable(world: World): Promise<string> {
  const queue = queueOf(world, 'held');
  const { client, prefix } = world.redis;
  const { id } = await world.stores.jobs.enqueue({ queue, name: 'work', priority: 9 });
  await client.hset(jobKeys.part(prefix, queue, 'jobs'), id.split(':')[1] as string, 'nonsense');
  await world.stores.jobLeases.step({ ...step, queue, want: 1, finished: [] });
  return queue;
}

/** A queue with a job that waits in no list. */
async function unlisted(world: World): Promise<string> {
  const { client, prefix } = world.redis;
  const [queue, number] = (await added(world)).split(':') as [string, string];
  await client.lrem(jobKeys.part(prefix, queue, 'p:5'), 1, number);
  return queue;
}

const finished = (outcome: unknown): FuzzMethod => ({
  good: async (world) => {
    const queue = queueOf(world, 'held');
    return [{ ...step, queue, names: ['work'], want: 1, finished: [{ ...(await claimed(world, queue)), outcome }] }];
  },
  done: async (_world, _args, answer) =>
    (answer as StepAnswer).accepted.every((accepted) => accepted) ? null : 'its outcome was not taken',
});
const isAdded = async ({ stores }: World, jobs: readonly Enqueued[]) =>
  (await stores.jobs.getAll(jobs.map(({ id }) => id))).includes(null) ? 'a job is not there' : null;
const ofId: FuzzMethod = { good: async (world) => [await added(world)] };
const ofQueue: FuzzMethod = { good: (world) => [queueOf(world)] };
const ofDead: FuzzMethod = {
  good: async (world) => {
    await dead(world);
    return [queueOf(world, 'held'), 'work', 5];
  },
};

export const jobSubject: FuzzSubject = {
  name: 'job',
  objects: ({ stores }) => ({
    jobs: stores.jobs,
    jobEvents: stores.jobEvents,
    jobLeases: stores.jobLeases,
    jobSchedules: stores.jobSchedules,
    jobQuarantine: stores.jobQuarantine,
    jobDoctor: stores.jobDoctor,
    queueRemoval: stores.queueRemoval,
  }),
  prepare: async (world) => {
    await added(world);
  },
  methods: {
    'jobs.enqueue': {
      good: (world) => [job(world)],
      done: (world, _args, answer) => isAdded(world, [answer as Enqueued]),
    },
    'jobs.enqueue#runAt': {
      good: (world) => [{ queue: queueOf(world), name: 'work', runAt: new Date(Date.now() + 60_000) }],
    },
    'jobs.enqueueMany': {
      good: (world) => [[job(world), job(world)]],
      done: (world, _args, answer) => isAdded(world, answer as Enqueued[]),
    },
    'jobs.get': ofId,
    'jobs.getAll': { good: async (world) => [[await added(world), await added(world)]] },
    'jobs.logs': ofId,
    'jobs.queueNames': { good: () => [] },
    'jobs.queues': { good: () => [] },
    'jobs.queue': ofQueue,
    'jobs.throughput': { good: (world) => [queueOf(world), 5] },
    'jobs.cancel': {
      ...ofId,
      done: async ({ stores }, [id]) =>
        (await stores.jobs.get(id as string))?.state === 'CANCELLED' ? null : 'the job is not cancelled',
    },
    'jobs.cancel#active': { good: async (world) => [(await claimed(world)).id] },
    'jobs.retry': { good: async (world) => [await dead(world)] },
    'jobs.replayDead': ofDead,
    'jobs.purgeDead': ofDead,
    'jobs.setPaused': {
      good: async (world) => [(await added(world)).split(':')[0], false],
    },
    'jobs.page': { good: (world) => [queueOf(world), fixed('WAITING'), { after: null, size: 5, backwards: false }] },
    'jobs.create': {
      good: (world) => [`parts-${world.next()}`, 3],
      done: async ({ stores }, [queue]) =>
        (await stores.jobs.queue(queue as string))?.parts === 3 ? null : `${queue} has not got its parts`,
    },
    'jobs.partsOf': ofQueue,
    'jobs.wakeChannel': ofQueue,
    'jobs.changedChannel': ofQueue,
    'jobEvents.head': ofQueue,
    'jobEvents.read': {
      good: async (world) => [queueOf(world), await world.stores.jobEvents.head(queueOf(world)), 5],
    },
    'jobLeases.step#completed': finished({ kind: fixed('COMPLETED'), result: new AnyJson({ ok: 1 }) }),
    'jobLeases.step#failed': {
      ...finished({ kind: fixed('FAILED'), retry: true, message: 'no', stack: 'at', delayMs: 5 }),
      endless: 'A delay that is no time is none: that the attempt failed is news all the same.',
    },
    'jobLeases.step#back': finished({ kind: fixed('GIVEN_BACK') }),
    'jobLeases.touch': {
      good: async (world) => {
        const queue = queueOf(world, 'held');
        const held = await claimed(world, queue);
        return [queue, 30_000, [{ ...held, progress: 0.5, message: 'half', log: 'line' }]];
      },
      endless: 'Progress that is no number says nothing, and the lease is renewed all the same.',
      done: async (_world, _args, answer) => ((answer as string[])[0] === 'HELD' ? null : 'the lease was not renewed'),
    },
    'jobLeases.partsOf': ofQueue,
    'jobLeases.expiries': {
      good: async (world) => {
        const queue = queueOf(world, 'held');
        return [queue, [(await claimed(world, queue)).id]];
      },
    },
    'jobSchedules.set': {
      good: (world) => [schedule(world)],
      done: async ({ stores }, [given]) => {
        const { queue, key } = given as { queue: string; key: string };
        return (await stores.jobSchedules.get(queue, key)) ? null : 'the schedule is not there';
      },
    },
    'jobSchedules.get': { good: (world) => [queueOf(world), 's-1'] },
    'jobSchedules.delete': { good: (world) => [queueOf(world), 's-1'] },
    'jobSchedules.list': ofQueue,
    'jobSchedules.listed': ofQueue,
    'jobSchedules.fire': {
      good: async (world) => {
        const queue = queueOf(world);
        const key = `due-${world.next()}`;
        await world.stores.jobSchedules.set({ queue, key, cron: '* * * * *', jobName: 'work' });
        const { client, prefix } = world.redis;
        await client.zadd(jobKeys.schedulesDue(prefix, queue), 1_000, key);
        return [queue];
      },
    },
    'jobSchedules.fireDue': {
      good: async (world) => {
        await world.stores.jobSchedules.set({ queue: queueOf(world), key: 'any', cron: '* * * * *', jobName: 'work' });
        return [];
      },
    },
    'queueRemoval.delete': {
      good: async (world) => {
        const queue = `gone-${world.next()}`;
        await world.stores.jobs.enqueue({ queue, name: 'work' });
        return [queue, { withJobs: true }];
      },
      done: async ({ stores }, [queue]) =>
        (await stores.jobs.queue(queue as string)) ? `${queue} is still there` : null,
    },
    'jobQuarantine.list': ofQueue,
    'jobQuarantine.purge': { good: async (world) => [await unreadable(world), 5] },
    'jobDoctor.unlisted': { good: () => [{ mend: true }] },
    'jobDoctor.examine': { good: async (world) => [await unreadable(world), { mend: true }] },
    'jobDoctor.examine#unlisted': {
      good: () => [],
      call: async (world) => world.stores.jobDoctor.examine(await unlisted(world), { mend: true }),
    },
    'jobDoctor.misses': ofQueue,
  },
  async broken(world) {
    const names = await world.stores.jobs.queueNames();
    const last = (kind: string) =>
      names
        .filter((name) => name.startsWith(`${kind}-`))
        .sort(byNumber)
        .slice(-2);
    const queues = [...last('fuzz'), ...last('held'), ...names.filter((name) => !/^(fuzz|held)-\d+$/.test(name))];
    return (await Promise.all(queues.map((queue) => brokenQueue(world, queue)))).flat();
  },
};

function byNumber(one: string, other: string): number {
  return Number(one.split('-')[1]) - Number(other.split('-')[1]);
}
