// Cron schedules: each enqueues a job whenever its time comes, once however many processes look.

import { Cron } from 'croner';
import { RedisClock } from '../base/clock.ts';
import type { RedisHandle } from '../base/handle.ts';
import { Refusal, refuse } from '../base/problem.ts';
import { loadScript, type Script, type ScriptArgument } from '../base/scripts.ts';
import { JobEncoder, packJobs } from './encode.ts';
import { checkNewJob } from './input.ts';
import { jobKeys } from './keys.ts';
import { runOnQueue } from './script.ts';
import { type Backoff, jobLimits } from './shapes.ts';

const setScript = loadScript('job/schedule-set');
const deleteScript = loadScript('job/schedule-delete');
const fireScript = loadScript('job/schedule-fire');

export interface NewSchedule {
  readonly queue: string;
  readonly key: string;
  /** Five fields, or six with seconds first, as croner reads them. */
  readonly cron: string;
  /** An IANA time zone (UTC). */
  readonly timezone?: string | null;
  readonly jobName: string;
  readonly payload?: unknown;
  readonly priority?: number | null;
  readonly maxAttempts?: number | null;
  readonly backoff?: Backoff | null;
  readonly timeoutMs?: number | null;
  /** What happens at its time while its last job is not finished: another is added, none, or the last is cancelled (`QUEUE`). */
  readonly overlap?: ScheduleOverlap | null;
  /** What becomes of its times while the queue is paused: one job when it is resumed, a job for each that waits, or none (`ONE`). */
  readonly missed?: ScheduleMissed | null;
}

type ScheduleOverlap = 'QUEUE' | 'SKIP' | 'REPLACE';
type ScheduleMissed = 'ONE' | 'ALL' | 'NONE';

export interface Schedule {
  readonly queue: string;
  readonly key: string;
  readonly cron: string;
  readonly timezone: string;
  readonly jobName: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly maxAttempts: number;
  /** Null for that of all jobs. */
  readonly backoff: Backoff | null;
  readonly timeoutMs: number | null;
  readonly overlap: ScheduleOverlap;
  readonly missed: ScheduleMissed;
  readonly nextRunAt: Date | null;
  readonly lastRunAt: Date | null;
}

/** As it is stored, below its queue. */
type Definition = Omit<Schedule, 'queue' | 'nextRunAt' | 'lastRunAt'>;

export class JobSchedules {
  readonly #redis: RedisHandle;
  readonly #clock: RedisClock;
  readonly #encoder = new JobEncoder();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#clock = new RedisClock(redis.client);
  }

  /**
   * Adds a schedule or replaces that of the same key. If it runs at the same times as before, its next run stays, also one that was
   * missed.
   * @throws Refusal INVALID or LIMIT_EXCEEDED.
   */
  async set(schedule: NewSchedule): Promise<Schedule> {
    const { queue, key, cron, timezone, jobName, payload, priority, maxAttempts, backoff, timeoutMs } = schedule;
    checkNewJob({ queue, name: jobName, payload, priority, maxAttempts, backoff, timeoutMs });
    if (!/^[\w.-]{1,100}$/.test(key))
      refuse('INVALID', 'key must be 1 to 100 letters, digits, dots, dashes or underscores', 'key');
    const definition: Definition = {
      key,
      cron,
      timezone: timezone ?? 'UTC',
      jobName,
      payload: payload ?? {},
      priority: priority ?? jobLimits.priorityDefault,
      maxAttempts: maxAttempts ?? jobLimits.attemptsDefault,
      backoff: backoff ?? null,
      timeoutMs: timeoutMs ?? null,
      overlap: schedule.overlap ?? 'QUEUE',
      missed: schedule.missed ?? 'ONE',
    };
    const next = nextRun(definition, await this.#clock.nowMs());
    if (next === null) return refuse('INVALID', 'cron never comes true', 'cron');
    await this.#redis.client.sadd(jobKeys.queues(this.#redis.prefix), queue);
    const before = await this.#redis.client.hget(jobKeys.schedules(this.#redis.prefix, queue), key);
    const known = readDefinition(before);
    const sameTimes = known?.cron === definition.cron && known.timezone === definition.timezone;
    const args = [
      key,
      JSON.stringify(definition),
      next.getTime(),
      jobLimits.schedules,
      sameTimes ? (before ?? '') : '',
    ];
    const [outcome, nextAt] = (await this.#run(setScript, queue, args)) as ['OK' | 'LIMIT_EXCEEDED', string?];
    if (outcome === 'LIMIT_EXCEEDED')
      refuse('LIMIT_EXCEEDED', `A queue may have ${jobLimits.schedules} schedules; delete one first`, 'key');
    return { queue, ...definition, nextRunAt: date(nextAt), lastRunAt: null };
  }

  /** Deletes a schedule; the deleted one, or null where there was none. */
  async delete(queue: string, key: string): Promise<Schedule | null> {
    const found = await this.get(queue, key);
    await this.#run(deleteScript, queue, [key]);
    return found;
  }

  /** Null if there is none. */
  async get(queue: string, key: string): Promise<Schedule | null> {
    const { client, prefix } = this.#redis;
    const [text, next, last] = await Promise.all([
      client.hget(jobKeys.schedules(prefix, queue), key),
      client.zscore(jobKeys.schedulesDue(prefix, queue), key),
      client.hget(jobKeys.schedulesLast(prefix, queue), key),
    ]);
    const definition = readDefinition(text);
    return definition && scheduleOf(queue, definition, next, last);
  }

  /** A queue's schedules by key. */
  async list(queue: string): Promise<readonly Schedule[]> {
    const { client, prefix } = this.#redis;
    const [definitions, due, last] = await Promise.all([
      client.hgetall(jobKeys.schedules(prefix, queue)),
      client.zrange(jobKeys.schedulesDue(prefix, queue), '0', '-1', 'WITHSCORES'),
      client.hgetall(jobKeys.schedulesLast(prefix, queue)),
    ]);
    const next = pairs(due);
    return Object.values(definitions)
      .flatMap((text) => readDefinition(text) ?? [])
      .map((definition) => scheduleOf(queue, definition, next.get(definition.key), last[definition.key]))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /**
   * Enqueues the jobs of all schedules of a queue that are due; to be called every second or so by any number of
   * processes. A time that passed while nobody looked is made up for once, not once for each run that was missed.
   */
  async fire(queue: string): Promise<number> {
    const { client, prefix } = this.#redis;
    const nowMs = await this.#clock.nowMs();
    const due = pairs(
      await client.zrange(
        jobKeys.schedulesDue(prefix, queue),
        '-inf',
        String(nowMs),
        'BYSCORE',
        'LIMIT',
        0,
        jobLimits.schedulesFired,
        'WITHSCORES',
      ),
    );
    let fired = 0;
    for (const [key, at] of due) {
      const definition = readDefinition(await client.hget(jobKeys.schedules(prefix, queue), key));
      try {
        if (definition && (await this.#fireOne(queue, definition, at, nowMs))) fired += 1;
        if (definition) continue;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
      // One that cannot be read is not met again: it stays without a next run until it is set or deleted.
      await client.zrem(jobKeys.schedulesDue(prefix, queue), key);
    }
    return fired;
  }

  async #fireOne(queue: string, definition: Definition, at: string, nowMs: number): Promise<boolean> {
    const { key, jobName: name, payload, priority, maxAttempts, backoff, timeoutMs, overlap, missed } = definition;
    const next = nextRun(definition, nowMs)?.getTime() ?? '';
    const job = this.#encoder.encode({ queue, name, payload, priority, maxAttempts, backoff, timeoutMs });
    const args = [key, at, next, overlap.toLowerCase(), missed.toLowerCase(), ...packJobs([job])];
    const [outcome] = (await runOnQueue(this.#redis, fireScript, queue, args)) as ['OK' | 'SKIPPED' | 'NOT_DUE'];
    return outcome === 'OK';
  }

  #run(script: Script, queue: string, args: readonly ScriptArgument[]): Promise<unknown> {
    return this.#redis.run(script, [jobKeys.queue(this.#redis.prefix, queue)], args);
  }
}

/** A stored definition, also of before some of its settings were there; null where it cannot be read. */
function readDefinition(text: string | null): Definition | null {
  try {
    const stored = JSON.parse(text ?? 'null') as (Partial<Definition> & Pick<Definition, 'key' | 'jobName'>) | null;
    if (typeof stored?.jobName !== 'string' || typeof stored.cron !== 'string') return null;
    const { priorityDefault: priority, attemptsDefault: maxAttempts } = jobLimits;
    const absent = { timezone: 'UTC', payload: {}, priority, maxAttempts, backoff: null, timeoutMs: null } as const;
    return { overlap: 'QUEUE', missed: 'ONE', ...absent, ...stored } as Definition;
  } catch {
    return null;
  }
}

function nextRun({ cron, timezone }: Definition, afterMs: number): Date | null {
  try {
    return new Cron(cron, { timezone }).nextRun(new Date(afterMs));
  } catch (error) {
    const field = /time ?zone/i.test(String(error)) ? 'timezone' : 'cron';
    return refuse('INVALID', `${field} is not understood: ${error instanceof Error ? error.message : error}`, field);
  }
}

/** ioredis gives scores flat or in pairs, by protocol version. */
function pairs(reply: readonly unknown[]): Map<string, string> {
  const flat = reply.flat() as string[];
  return new Map(
    Array.from({ length: flat.length / 2 }, (_, index) => [String(flat[2 * index]), String(flat[2 * index + 1])]),
  );
}

type Milliseconds = string | null | undefined;

function scheduleOf(queue: string, definition: Definition, next: Milliseconds, last: Milliseconds): Schedule {
  return { queue, ...definition, nextRunAt: date(next), lastRunAt: date(last) };
}

function date(milliseconds: Milliseconds): Date | null {
  return milliseconds == null ? null : new Date(Number(milliseconds));
}
