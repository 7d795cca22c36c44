// What a schedule looks like to those who set and see it, how it is judged, and how it is stored: a JSON below its queue.

import { isName, nameLengths, nameRule } from '../base/name.ts';
import { type Problem, Refusal, rangeOf } from '../base/problem.ts';
import { isText } from '../base/text.ts';
import { dialectProblem } from './cron.ts';
import { checkNewJob } from './input.ts';
import { type Backoff, jobLimits } from './shapes.ts';

/** A schedule to set. */
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
  /**
   * What becomes of its times that pass while the queue is paused, or while no process looks: one job for all of them, one for each of
   * the newest `jobLimits.schedulesMissed`, or none (`ONE`).
   */
  readonly missed?: ScheduleMissed | null;
}

const scheduleOverlaps = ['QUEUE', 'SKIP', 'REPLACE'] as const;
const scheduleMisses = ['ONE', 'ALL', 'NONE'] as const;

/** What becomes of a time whose last job still runs. */
export type ScheduleOverlap = (typeof scheduleOverlaps)[number];
/** What becomes of times that passed while nobody looked. */
export type ScheduleMissed = (typeof scheduleMisses)[number];

/** A schedule as it is stored. */
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
  /** Null for no limit. */
  readonly timeoutMs: number | null;
  readonly overlap: ScheduleOverlap;
  readonly missed: ScheduleMissed;
  readonly nextRunAt: Date | null;
  readonly lastRunAt: Date | null;
}

/** As it is stored. */
export type Definition = Omit<Schedule, 'queue' | 'nextRunAt' | 'lastRunAt'>;

/** @throws Refusal with a problem for each field that is wrong; whether the times are understood is not judged here. */
export function checkSchedule(schedule: NewSchedule): Definition {
  const { queue, key, cron, timezone, jobName, payload, priority, maxAttempts, backoff, timeoutMs } = schedule;
  const { overlap, missed } = schedule;
  const problems: Problem[] = [];
  const wrong = (field: string, rule: string, allowed?: readonly string[]): void => {
    problems.push({ code: 'INVALID', message: `${field} ${rule}`, field: [field], ...(allowed && { allowed }) });
  };
  if (!isName(key)) wrong('key', nameRule, nameLengths);
  const length = `must be 1 to ${jobLimits.cronLength} characters, none of them half of an emoji`;
  const lengths = [rangeOf(1, jobLimits.cronLength, 'characters')];
  const dialect = isText(cron, jobLimits.cronLength) ? dialectProblem(cron) : null;
  if (!isText(cron, jobLimits.cronLength)) wrong('cron', length, lengths);
  else if (dialect) wrong('cron', dialect);
  if (timezone != null && !isText(timezone, jobLimits.cronLength)) wrong('timezone', length, lengths);
  if (overlap != null && !scheduleOverlaps.includes(overlap)) wrong('overlap', 'is not known', scheduleOverlaps);
  if (missed != null && !scheduleMisses.includes(missed)) wrong('missed', 'is not known', scheduleMisses);
  try {
    checkNewJob({ queue, name: jobName, payload, priority, maxAttempts, backoff, timeoutMs });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.push(...error.problems.map(ofSchedule));
  }
  if (problems.length > 0) throw new Refusal(problems);
  return {
    key,
    cron,
    timezone: timezone ?? 'UTC',
    jobName,
    payload: payload ?? {},
    priority: priority ?? jobLimits.priorityDefault,
    maxAttempts: maxAttempts ?? jobLimits.attemptsDefault,
    backoff: backoff ?? null,
    timeoutMs: timeoutMs ?? null,
    overlap: overlap ?? 'QUEUE',
    missed: missed ?? 'ONE',
  };
}

/** The name of a schedule's jobs has another name here. */
function ofSchedule(problem: Problem): Problem {
  if (problem.field?.[0] !== 'name') return problem;
  return { ...problem, message: problem.message.replace(/^name/, 'jobName'), field: ['jobName'] };
}

/** A stored definition, also of before some of its settings were there; null where it cannot be read. */
export function readDefinition(text: string | null): Definition | null {
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

type Milliseconds = string | null | undefined;

export function scheduleOf(queue: string, definition: Definition, next: Milliseconds, last: Milliseconds): Schedule {
  return { queue, ...definition, nextRunAt: date(next), lastRunAt: date(last) };
}

function date(milliseconds: Milliseconds): Date | null {
  return milliseconds == null || milliseconds === '' ? null : new Date(Number(milliseconds));
}
