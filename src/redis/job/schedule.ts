// Cron schedules: each enqueues a job whenever its time comes, once however many processes look.

import { RedisClock } from '../base/clock.ts';
import type { RedisHandle } from '../base/handle.ts';
import { readable } from '../base/or-error.ts';
import { partOfKey } from '../base/parts.ts';
import { Refusal, refuse } from '../base/problem.ts';
import { loadScript, type Script, type ScriptArgument } from '../base/scripts.ts';
import { nextRun, passedRuns } from './cron.ts';
import { bytesOf, JobEncoder, packJobs } from './encode.ts';
import { jobKeys } from './keys.ts';
import { queueOfPart } from './part-name.ts';
import { QueueParts } from './parts.ts';
import { type DueQueue, pairs, ScheduleIndex } from './schedule-index.ts';
import {
  checkSchedule,
  type Definition,
  type NewSchedule,
  readDefinition,
  type Schedule,
  scheduleOf,
} from './schedule-record.ts';
import { cancelledKept, runOnQueue } from './script.ts';
import { jobLimits } from './shapes.ts';

const setScript = loadScript('job/schedule-set');
const deleteScript = loadScript('job/schedule-delete');
const fireScript = loadScript('job/schedule-fire');

const limits = {
  /** Of processes that set one schedule differently at the same time each wins once. */
  setTries: 100,
  /** Queues that are fired at the same time. */
  queuesAtOnce: 20,
} as const;

type SetReply = ['OK', next: string, last: string] | ['CHANGED', definition: string] | ['LIMIT_EXCEEDED'];

interface Fired {
  readonly outcome: 'OK' | 'SKIPPED' | 'PAUSED' | 'NOT_DUE';
  readonly count: number;
}

export class JobSchedules {
  readonly #redis: RedisHandle;
  readonly #clock: RedisClock;
  readonly #encoder = new JobEncoder();
  readonly #index: ScheduleIndex;
  readonly #parts: QueueParts;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#clock = new RedisClock(redis.client);
    this.#index = new ScheduleIndex(redis);
    this.#parts = new QueueParts(redis);
  }

  /**
   * Adds a schedule or replaces that of the same key. If it runs at the same times as before, its next run stays, also one that was
   * missed.
   * @throws Refusal INVALID or LIMIT_EXCEEDED.
   */
  async set(schedule: NewSchedule): Promise<Schedule> {
    const definition = checkSchedule(schedule);
    const { queue, key } = schedule;
    const next = nextRun(definition, await this.#clock.nowMs());
    if (next === null) return refuse('INVALID', 'cron never comes true', 'cron');
    const { client, prefix } = this.#redis;
    const part = await this.#partOf(queue, key);
    const known = await client.hget(jobKeys.schedules(prefix, part), key);
    const [nextAt, lastAt] = await this.#store(part, definition, next.getTime(), known ?? '');
    await Promise.all([client.sadd(jobKeys.queues(prefix), queue), this.#index.mark(part)]);
    return scheduleOf(queue, definition, nextAt, lastAt);
  }

  /** Others may set it at the same time: each judges by what it replaces. Returns its next and its last run. */
  async #store(part: string, definition: Definition, nextMs: number, known: string): Promise<[string, string]> {
    let before = known;
    for (let tries = 0; tries < limits.setTries; tries += 1) {
      const former = readDefinition(before);
      const sameTimes = former?.cron === definition.cron && former.timezone === definition.timezone;
      const args = [definition.key, JSON.stringify(definition), nextMs, jobLimits.schedules, before, sameTimes ? 1 : 0];
      const reply = (await this.#run(setScript, part, args)) as SetReply;
      if (reply[0] === 'OK') return [reply[1], reply[2]];
      if (reply[0] === 'LIMIT_EXCEEDED')
        refuse('LIMIT_EXCEEDED', `A queue may have ${jobLimits.schedules} schedules; delete one first`, 'key');
      before = reply[1];
    }
    return refuse('CONFLICT', 'Others set this schedule at the same time, again and again; set it again', 'key');
  }

  /** Deletes a schedule; the deleted one, or null where there was none. */
  async delete(queue: string, key: string): Promise<Schedule | null> {
    const found = await this.get(queue, key);
    await this.#run(deleteScript, await this.#partOf(queue, key), [key]);
    return found;
  }

  /** Null if there is none. */
  async get(queue: string, key: string): Promise<Schedule | null> {
    const { client, prefix } = this.#redis;
    const [text, next, last] = await this.#parts.readOf(queue, key, (part) =>
      Promise.all([
        client.hget(jobKeys.schedules(prefix, part), key),
        client.zscore(jobKeys.schedulesDue(prefix, part), key),
        client.hget(jobKeys.schedulesLast(prefix, part), key),
      ]),
    );
    const definition = readDefinition(text);
    return definition && scheduleOf(queue, definition, next, last);
  }

  /** A queue's schedules by key. */
  async list(queue: string): Promise<readonly Schedule[]> {
    return readable(await this.listed(queue));
  }

  /** As `list`, with an error instead of each that cannot be read. */
  async listed(queue: string): Promise<readonly (Schedule | Error)[]> {
    const found = await this.#parts.readEach(queue, (part) => this.#listedIn(queue, part));
    return found
      .flat()
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ schedule }) => schedule);
  }

  async #listedIn(queue: string, part: string): Promise<{ key: string; schedule: Schedule | Error }[]> {
    const { client, prefix } = this.#redis;
    const [definitions, due, last] = await Promise.all([
      client.hgetall(jobKeys.schedules(prefix, part)),
      client.zrange(jobKeys.schedulesDue(prefix, part), '0', '-1', 'WITHSCORES'),
      client.hgetall(jobKeys.schedulesLast(prefix, part)),
    ]);
    const next = pairs(due);
    return Object.entries(definitions).map(([key, text]) => {
      const definition = readDefinition(text);
      const unreadable = new Error(`The schedule ${key} of the queue ${queue} cannot be read`);
      return { key, schedule: definition ? scheduleOf(queue, definition, next.get(key), last[key]) : unreadable };
    });
  }

  /** The part of a queue in which a schedule is, and its jobs. */
  async #partOf(queue: string, key: string): Promise<string> {
    return partOfKey(await this.#parts.read(queue), key);
  }

  /**
   * Enqueues the jobs of the schedules of all queues that are due; to be called every second or so by any number of processes. Costs
   * nothing for a queue that has none due. Returns how many jobs.
   */
  async fireDue(): Promise<number> {
    await this.#index.walk();
    const due = await this.#index.due(await this.#clock.nowMs());
    const faults: unknown[] = [];
    let fired = 0;
    const work = due.values();
    const lane = async (): Promise<void> => {
      for (const each of work) {
        await this.#fireAndSettle(each).then(
          (count) => {
            fired += count;
          },
          (error: unknown) => faults.push(error),
        );
      }
    };
    await Promise.all(Array.from({ length: limits.queuesAtOnce }, lane));
    if (faults.length > 0) throw faults[0];
    return fired;
  }

  async #fireAndSettle(due: DueQueue): Promise<number> {
    const { fired, paused } = await this.#firePart(due.name);
    if (paused) await this.#index.settlePaused(due, await this.#clock.nowMs());
    else await this.#index.settle(due);
    return fired;
  }

  /**
   * Enqueues the jobs of all schedules of a queue that are due; to be called every second or so by any number of processes. What
   * becomes of times that passed while nobody looked, each schedule says. Returns how many jobs.
   */
  async fire(queue: string): Promise<number> {
    const parts = await this.#parts.read(queue);
    const found = await Promise.all(parts.map((part) => this.#firePart(part)));
    return found.reduce((sum, { fired }) => sum + fired, 0);
  }

  async #firePart(part: string): Promise<{ fired: number; paused: boolean }> {
    const { client, prefix } = this.#redis;
    const nowMs = await this.#clock.nowMs();
    const dueKey = jobKeys.schedulesDue(prefix, part);
    const most = jobLimits.schedulesFired;
    const due = pairs(await client.zrange(dueKey, '-inf', String(nowMs), 'BYSCORE', 'LIMIT', 0, most, 'WITHSCORES'));
    const faults: unknown[] = [];
    let fired = 0;
    let paused = false;
    for (const [key, at] of due) {
      try {
        const { outcome, count } = await this.#fireOne(part, key, Number(at), nowMs);
        if (outcome === 'OK') fired += count;
        paused ||= outcome === 'PAUSED';
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
    return { fired, paused };
  }

  async #fireOne(part: string, key: string, dueMs: number, nowMs: number): Promise<Fired> {
    const { client, prefix } = this.#redis;
    if (!Number.isSafeInteger(dueMs) || dueMs < 0) {
      await client.zrem(jobKeys.schedulesDue(prefix, part), key);
      return { outcome: 'NOT_DUE', count: 0 };
    }
    const text = await client.hget(jobKeys.schedules(prefix, part), key);
    const definition = readDefinition(text);
    // One that cannot be read is not met again: it stays without a next run until it is set or deleted.
    const unreadable = { jobs: [], lastMs: dueMs, nextMs: null };
    const plan = (definition && this.#plan(queueOfPart(part), definition, dueMs, nowMs)) ?? unreadable;
    const { overlap, missed } = definition ?? { overlap: 'SKIP', missed: 'NONE' };
    const whilePaused = missed === 'NONE' ? 'none' : 'keep';
    const args = [
      key,
      dueMs,
      plan.lastMs,
      plan.nextMs ?? '',
      overlap.toLowerCase(),
      whilePaused,
      ...cancelledKept,
      text ?? '',
      ...packJobs(plan.jobs),
    ];
    const [outcome] = (await runOnQueue(this.#redis, fireScript, part, args)) as [Fired['outcome']];
    return { outcome, count: plan.jobs.length };
  }

  /** The jobs of a schedule that is due, and when it is due next; null for one that is stored badly. */
  #plan(queue: string, definition: Definition, dueMs: number, nowMs: number) {
    const { jobName: name, payload, priority, maxAttempts, backoff, timeoutMs } = definition;
    try {
      const job = this.#encoder.encode({ queue, name, payload, priority, maxAttempts, backoff, timeoutMs });
      const { count, lastMs, nextMs } = runsDue(definition, dueMs, nowMs, bytesOf(job));
      return { jobs: Array.from({ length: count }, () => job), lastMs, nextMs };
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  #run(script: Script, part: string, args: readonly ScriptArgument[]): Promise<unknown> {
    return this.#redis.run(script, [jobKeys.queue(this.#redis.prefix, part)], args);
  }
}

/** How many jobs a schedule that is due adds now, and when it is due next, which may be past. */
function runsDue(definition: Definition, dueMs: number, nowMs: number, bytes: number): ReturnType<typeof passedRuns> {
  const { overlap, missed } = definition;
  if (missed === 'ALL' && overlap === 'QUEUE') {
    const most = Math.max(1, Math.floor(jobLimits.bytesPerScript / bytes));
    return passedRuns(definition, dueMs, nowMs, Math.min(jobLimits.schedulesFired, most));
  }
  const passed = missed === 'NONE' && nowMs - dueMs > jobLimits.scheduleLateMs;
  return { count: passed ? 0 : 1, lastMs: dueMs, nextMs: nextRun(definition, nowMs)?.getTime() ?? null };
}
