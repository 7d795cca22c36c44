// The queue while its workers and its Redis die: every accepted job ends once, completed or dead.

import { setTimeout as wait } from 'node:timers/promises';
import { Jobs } from '../../src/redis/index.ts';
import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import { checkJobs } from './jobs-check.ts';
import { Latecomer } from './jobs-latecomer.ts';
import { Observer } from './jobs-observer.ts';
import { attempts, jobName, leaseMs, type Payload, queue } from './jobs-work.ts';
import type { Random } from './random.ts';
import { type Chaos, type ChaosContext, part, type Verdict } from './run.ts';

const settings = {
  jobsPerSecond: 500,
  batch: 50,
  workers: 4,
  /** After the last fault: no job has ended for so long, so no more will. */
  stalledMs: 60_000,
} as const;

export const chaosJobs: Chaos = {
  about: 'Kills and stops workers and Redis while 500 jobs a second come in; each must end once, none may be lost.',
  seconds: 40,
  run,
};

async function run(context: ChaosContext): Promise<Verdict> {
  const { redis, handle, folder, random, faults, seconds, tell } = context;
  tell('building the worker');
  const args = [await bundle(new URL('./jobs-worker.ts', import.meta.url), folder)];
  const env = { PATH: process.env.PATH, REDIS_URL: redis.url };
  const crew = new Crew({ size: part(settings.workers, context), args, env, random });
  const observer = new Observer(handle, queue);
  const latecomer = new Latecomer(handle);
  const over = new AbortController();
  const accepted = new Map<string, string>();
  const watching = observer.follow(over.signal);
  const showing = setInterval(() => tell(`${accepted.size} accepted, ${observer.ended} ended`), 200);
  try {
    await context.ready();
    faults.every(part(250, { share: 1 / context.share }), 'killed workers', () => crew.kill());
    faults.every(3_000, 'workers stopped past their lease', () => crew.pause(leaseMs * random.between(12, 25) * 0.1));
    faults.every(1_500, 'late results', () => latecomer.visit());
    const calm = wait(seconds * 1000);
    await enqueueAll(new Jobs(handle), random, seconds, part(settings.jobsPerSecond, context), accepted);
    await calm;
    await faults.stop();

    await untilAllEnded(observer, accepted.size);
    await crew.stop();
    over.abort();
    await watching;
    const verdict = await checkJobs(handle, accepted, observer);
    const violations = [
      ...verdict.violations,
      ...latecomer.violations,
      ...crew.failures.map((why) => `A worker ${why}`),
    ];
    return { ...verdict, violations };
  } finally {
    clearInterval(showing);
    over.abort();
    await crew.stop();
  }
}

/** Waits until they have, or until it looks as if they never will. */
async function untilAllEnded(observer: Observer, total: number): Promise<void> {
  let ended = observer.ended;
  for (let since = Date.now(); observer.ended < total && Date.now() - since < settings.stalledMs; await wait(100)) {
    if (observer.ended > ended) since = Date.now();
    ended = observer.ended;
  }
}

/** Enqueues so many seconds' jobs; whatever is not answered is asked for again with the same key. */
async function enqueueAll(
  jobs: Jobs,
  random: Random,
  seconds: number,
  perSecond: number,
  accepted: Map<string, string>,
): Promise<void> {
  const began = Date.now();
  for (let number = 0; number < seconds * perSecond; number += settings.batch) {
    await wait(Math.max(0, began + (number / perSecond) * 1000 - Date.now()));
    const keys = Array.from({ length: settings.batch }, (_, index) => `job-${number + index}`);
    await Promise.all(keys.map((key) => enqueueOne(jobs, random, key, accepted)));
  }
}

async function enqueueOne(jobs: Jobs, random: Random, key: string, accepted: Map<string, string>): Promise<void> {
  const kind = kindOf(random);
  const takesMs = kind === 'slow' ? random.between(leaseMs / 2, leaseMs * 2) : random.between(0, 20);
  const payload: Payload = { kind, takesMs };
  const job = {
    queue,
    name: jobName,
    payload,
    priority: random.between(0, 9),
    delayMs: random.chance(0.1) ? random.between(1, 500) : 0,
    maxAttempts: payload.kind === 'poison' ? attempts.poison : attempts.sound,
    backoff: { kind: 'EXPONENTIAL', delayMs: 10, maxDelayMs: 500 },
    idempotencyKey: key,
  } as const;
  // One that was heard asks again now and then, as does one that was not.
  let timesLeft = random.chance(0.05) ? 2 : 1;
  while (timesLeft > 0) {
    try {
      const { id } = await jobs.enqueue(job);
      accepted.set(key, id);
      timesLeft -= 1;
    } catch {
      // Redis is away, or it took the job and died before it said so: the key tells which.
      await wait(100);
    }
  }
}

function kindOf(random: Random): Payload['kind'] {
  const at = random.next();
  if (at < 0.001) return 'poison';
  if (at < 0.01) return 'hopeless';
  if (at < 0.03) return 'slow';
  return at < 0.08 ? 'flaky' : 'sound';
}
