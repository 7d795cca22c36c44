// Schedules while those who look after them die or stand still, queues are paused and Redis dies: each time runs as its mode says.

import { setTimeout as wait } from 'node:timers/promises';
import { isUnavailable } from '../../src/redis/base/redis-fault.ts';
import { JobSchedules, Jobs, type NewSchedule, Refusal } from '../../src/redis/index.ts';
import { bundle } from './bundle.ts';
import { Crew } from './crew.ts';
import type { Random } from './random.ts';
import { type Chaos, type ChaosContext, part, type Verdict } from './run.ts';
import { checkSchedules } from './schedules-check.ts';
import { TickEvents } from './schedules-events.ts';
import { everyMs, oddSchedules, schedules } from './schedules-work.ts';

const settings = {
  workers: 4,
  /** After the last fault: so long may it take until every job has ended and every schedule is up to date. */
  settleMs: 60_000,
} as const;

export const chaosSchedules: Chaos = {
  about:
    'Kills, stops and starts the processes that look after nine schedules, one per mode of overlap and of missed times, while queues are paused and Redis is killed; no run may be lost or doubled beyond what its mode says.',
  seconds: 40,
  run,
};

async function run(context: ChaosContext): Promise<Verdict> {
  const { redis, handle, folder, random, faults, seconds, tell } = context;
  tell('building the worker');
  const args = [await bundle(new URL('./schedules-worker.ts', import.meta.url), `${folder}/schedules-worker`)];
  const store = new JobSchedules(handle);
  for (const schedule of schedules) await store.set(schedule);
  const events = new Map(schedules.map(({ queue }) => [queue, new TickEvents(handle, queue)]));
  const over = new AbortController();
  const watching = [...events.values()].map((each) => each.follow(over.signal));
  const ran = (): number => [...events.values()].reduce((sum, { ticks }) => sum + ticks.size, 0);
  const showing = setInterval(() => tell(`${ran()} runs`), 200);
  const env = { PATH: process.env.PATH, REDIS_URL: redis.url };
  const ready = new Set<number>();
  const onLine = (_line: string, pid: number): void => void ready.add(pid);
  const crew = new Crew({ size: part(settings.workers, context), args, env, random, onLine });
  const odd: string[] = [];
  try {
    await context.ready();
    faults.every(part(700, { share: 1 / context.share }), 'killed schedulers', () => crew.kill());
    faults.every(2_000, 'stopped schedulers', () => crew.pause(everyMs * random.between(5, 30) * 0.1));
    faults.every(2_500, 'pauses of a queue', () => pauseOne(new Jobs(handle), random));
    faults.every(1_000, 'odd schedules', () => setOdd(store, random, odd));
    await wait(seconds * 1_000);
    await faults.stop();
    const violations = await untilAllReady(crew, ready);
    violations.push(...(await untilUpToDate(store)));
    violations.push(...(await untilAllEnded(store, [...events.values()])));
    await crew.stop();
    over.abort();
    await Promise.all(watching);
    const verdict = await checkSchedules(handle, redis.folder, events);
    violations.push(...verdict.violations, ...odd, ...crew.failures.map((why) => `A scheduler ${why}`));
    return { ...verdict, violations };
  } finally {
    clearInterval(showing);
    over.abort();
    await crew.stop();
  }
}

/** Pauses one queue for some seconds. */
async function pauseOne(jobs: Jobs, random: Random): Promise<void> {
  const { queue } = random.pick(schedules) as (typeof schedules)[number];
  await insist(() => jobs.setPaused(queue, true));
  await wait(random.between(1_500, 4_000));
  await insist(() => jobs.setPaused(queue, false));
}

async function insist(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act();
      return;
    } catch {
      await wait(50);
    }
  }
}

/** Whether it was refused; Redis may be away. */
async function setOdd(store: JobSchedules, random: Random, violations: string[]): Promise<boolean> {
  const wrong = random.pick(oddSchedules);
  const good = random.pick(schedules);
  try {
    await store.set({ ...good, queue: 'tick.odd', ...wrong } as NewSchedule);
    violations.push(`a schedule was accepted with ${Object.keys(wrong ?? {})}`);
  } catch (error) {
    if (error instanceof Refusal) return true;
    if (!isUnavailable(error)) violations.push(`an odd schedule was answered with ${error}`);
  }
  return false;
}

/** Waits until the next time of every schedule is to come; what is late after a while. */
async function untilUpToDate(store: JobSchedules): Promise<string[]> {
  for (const deadline = Date.now() + settings.settleMs; ; await wait(100)) {
    // After its last kill Redis may not answer yet.
    const next = await Promise.all(schedules.map(({ queue, key }) => store.get(queue, key))).catch(() => [null]);
    const late = next.filter((each) => (each?.nextRunAt?.getTime() ?? 0) < Date.now() - 3 * everyMs);
    if (late.length === 0) return [];
    if (Date.now() > deadline)
      return late.map(
        (each) => `the next run of ${each?.queue} is ${each?.nextRunAt?.toISOString()}, which has passed`,
      );
  }
}

/** Waits until the schedulers that were started last have set the schedules, so that none does after they are deleted. */
async function untilAllReady(crew: Crew, ready: ReadonlySet<number>): Promise<string[]> {
  for (const deadline = Date.now() + settings.settleMs; ; await wait(100)) {
    if (crew.pids.every((pid) => ready.has(pid))) return [];
    if (Date.now() > deadline) return ['a scheduler that was started last did not begin'];
  }
}

async function untilAllEnded(store: JobSchedules, events: readonly TickEvents[]): Promise<string[]> {
  const left = (): number => events.reduce((sum, { unfinished }) => sum + unfinished, 0);
  for (const deadline = Date.now() + settings.settleMs; ; ) {
    const deleted = await Promise.all(schedules.map(({ queue, key }) => store.delete(queue, key))).catch(() => [false]);
    // What was added last is seen a moment later.
    await wait(everyMs);
    if (left() === 0 && deleted.every((each) => each === null)) return [];
    if (Date.now() > deadline) return [`${left()} jobs stand still`];
  }
}
