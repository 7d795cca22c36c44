// Jobs, their leases, schedules and events.

import { jobKeys } from '../../../src/redis/job/keys.ts';
import { AnyJson, fixed } from '../hostile.ts';
import type { FuzzMethod, FuzzSubject, World } from '../subject.ts';

const queue = 'fuzz';
const job = ({ next }: World) => ({
  ...{ queue, name: 'work', payload: new AnyJson({ a: 1 }), priority: 5, delayMs: 0, maxAttempts: 3, timeoutMs: 1_000 },
  ...{
    backoff: { kind: fixed('FIXED'), delayMs: 10, maxDelayMs: 20 },
    idempotencyKey: `key-${next()}`,
    idempotencyTtlMs: 5_000,
  },
});
const schedule = ({ next }: World) => ({
  ...{ queue, key: `s-${next() % 50}`, cron: '0 4 * * *', timezone: 'Europe/Berlin', jobName: 'work', priority: 5 },
  payload: new AnyJson({ a: 1 }),
});
const step = { queue, workerId: 'worker', want: 3, leaseMs: 30_000 };

async function added({ stores }: World): Promise<string> {
  return (await stores.jobs.enqueue({ queue, name: 'work' })).id;
}

async function claimed({ stores }: World) {
  await stores.jobs.enqueue({ queue: 'held', name: 'work' });
  const [job] = (await stores.jobLeases.step({ ...step, queue: 'held', want: 1, finished: [] })).claimed;
  if (!job) throw new Error('nothing was claimed');
  return { id: job.id, fence: job.fence };
}

async function dead(world: World): Promise<string> {
  const held = await claimed(world);
  const outcome = { kind: 'FAILED', retry: false, message: 'no', stack: 'at' } as const;
  await world.stores.jobLeases.step({ ...step, queue: 'held', want: 0, finished: [{ ...held, outcome }] });
  return held.id;
}

const finished = (outcome: unknown): FuzzMethod => ({
  good: async (world) => [{ ...step, queue: 'held', want: 1, finished: [{ ...(await claimed(world)), outcome }] }],
});
const ofId: FuzzMethod = { good: async (world) => [await added(world)] };
const ofQueue: FuzzMethod = { good: () => [queue] };

export const jobSubject: FuzzSubject = {
  name: 'job',
  objects: ({ stores }) => ({
    jobs: stores.jobs,
    jobEvents: stores.jobEvents,
    jobLeases: stores.jobLeases,
    jobSchedules: stores.jobSchedules,
    jobQuarantine: stores.jobQuarantine,
    jobDoctor: stores.jobDoctor,
  }),
  prepare: async (world) => {
    await added(world);
  },
  methods: {
    'jobs.enqueue': { good: (world) => [job(world)] },
    'jobs.enqueue#runAt': { good: () => [{ queue, name: 'work', runAt: new Date(Date.now() + 60_000) }] },
    'jobs.enqueueMany': { good: (world) => [[job(world), job(world)]] },
    'jobs.get': ofId,
    'jobs.getAll': { good: async (world) => [[await added(world), await added(world)]] },
    'jobs.logs': ofId,
    'jobs.queueNames': { good: () => [] },
    'jobs.queue': ofQueue,
    'jobs.throughput': { good: () => [queue, 5] },
    'jobs.cancel': ofId,
    'jobs.retry': { good: async (world) => [await dead(world)] },
    'jobs.replayDead': { good: () => ['held', 'work', 5] },
    'jobs.purgeDead': { good: () => ['held', 'work', 5] },
    'jobs.setPaused': { good: () => [queue, false] },
    'jobs.page': { good: () => [queue, fixed('WAITING'), { after: null, size: 5, backwards: false }] },
    'jobs.wakeChannel': ofQueue,
    'jobs.changedChannel': ofQueue,
    'jobEvents.head': ofQueue,
    'jobEvents.read': { good: async ({ stores }) => [queue, await stores.jobEvents.head(queue), 5] },
    'jobLeases.step#completed': finished({ kind: fixed('COMPLETED'), result: new AnyJson({ ok: 1 }) }),
    'jobLeases.step#failed': finished({ kind: fixed('FAILED'), retry: true, message: 'no', stack: 'at', delayMs: 5 }),
    'jobLeases.step#back': finished({ kind: fixed('GIVEN_BACK') }),
    'jobLeases.touch': {
      good: async (world) => [
        'held',
        30_000,
        [{ ...(await claimed(world)), progress: 5, message: 'half', log: 'line' }],
      ],
    },
    'jobLeases.expiries': { good: async (world) => ['held', [(await claimed(world)).id]] },
    'jobSchedules.set': { good: (world) => [schedule(world)] },
    'jobSchedules.delete': { good: () => [queue, 's-1'] },
    'jobSchedules.list': ofQueue,
    'jobSchedules.fire': ofQueue,
    'jobQuarantine.list': ofQueue,
    'jobQuarantine.purge': { good: () => [queue, 5] },
    'jobDoctor.unlisted': { good: () => [{ mend: true }] },
    'jobDoctor.examine': { good: () => [queue, { mend: true }] },
    'jobDoctor.misses': ofQueue,
  },
  async broken({ redis, stores }) {
    const { client, prefix } = redis;
    const problems: string[] = [];
    for (const name of [queue, 'held']) {
      const records = Object.keys(await client.hgetall(`${jobKeys.queue(prefix, name)}jobs`));
      const jobs = await stores.jobs.getAll(records.slice(-100).map((number) => `${name}:${number}`));
      if (jobs.some((each) => each === null)) problems.push(`a job of ${name} cannot be read`);
    }
    return problems;
  },
};
