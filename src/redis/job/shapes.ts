// What a job looks like to those who enqueue, run and watch it, and what a queue allows.

import { partsMax } from '../base/parts.ts';
import { partSuffix } from './part-name.ts';

/** What bounds jobs, their queues and what is kept of them. */
export const jobLimits = {
  /** As many ids of jobs as a millisecond has: see lua/include/ids.lua. */
  batch: 500,
  /** Parts that a queue may have. */
  parts: partsMax,
  /** Jobs added one by one at the same time are dealt out to several scripts of at least so many. */
  batchMin: 40,
  /** Priorities are whole numbers from 0 to this one, which runs first. */
  priorityMax: 9,
  priorityDefault: 5,
  /** Of so many claimed jobs one may come from a lower priority, so that none starves. */
  lowerPriorityEvery: 10,
  attemptsMax: 100,
  attemptsDefault: 5,
  payloadBytes: 262_144,
  resultBytes: 262_144,
  /** Of a job the newest errors stay. */
  errors: 10,
  errorLength: 2_000,
  stackLength: 8_000,
  nameLength: 100,
  idempotencyKeyLength: 200,
  idempotencyTtlMs: 86_400_000,
  idempotencyTtlMinMs: 1_000,
  idempotencyTtlMaxMs: 30 * 86_400_000,
  delayMaxMs: 366 * 86_400_000,
  /** The year 2200. */
  runAtMaxMs: 7_258_118_400_000,
  timeoutMaxMs: 86_400_000,
  backoffMaxMs: 86_400_000,
  backoffDefault: { kind: 'EXPONENTIAL', delayMs: 1_000, maxDelayMs: 3_600_000 },
  events: 10_000,
  logLines: 100,
  logLineLength: 2_000,
  progressMessageLength: 500,
  /** Finished and quarantined jobs stay until they are too many, too old or, all together, too large. */
  kept: {
    completed: { count: 10_000, ageMs: 7 * 86_400_000 },
    dead: { count: 10_000, ageMs: 90 * 86_400_000 },
    cancelled: { count: 1_000, ageMs: 7 * 86_400_000 },
    quarantined: { count: 10_000, ageMs: 90 * 86_400_000 },
    bytes: 268_435_456,
  },
  /** How long counts of a minute are kept. */
  throughputMinutes: 120,
  /** Rates are taken over so many minutes, the running one included. */
  rateMinutes: 5,
  /** Jobs that one step of a worker promotes, takes back from lost workers and prunes. */
  stepBound: 100,
  /** Places in the ready lists that one step passes over: of cancelled jobs and of those whose name the worker does not know. */
  passedPerStep: 500,
  /** Cancelled jobs that leave their places in the lists for a worker to pass over. Of more the places are looked for. */
  placesLeft: 10_000,
  /** Names that a worker knows, and of how many of them one step looks at the jobs that were set aside. */
  workerNames: 1_000,
  namesAsidePerStep: 10,
  /** Names whose waiting jobs nobody knows, and quarantined jobs, that a queue shows. */
  namesShown: 100,
  quarantinedShown: 100,
  /** Characters of the record of such a job that are shown. */
  recordShown: 1_000,
  /** Bytes of the jobs that one script adds, hands in, claims or reads; one job alone may have more. */
  bytesPerScript: 1_048_576,
  /** Dead jobs that are looked through at a time for those of one name. */
  deadPage: 10_000,
  /** A page finds the job that it begins after among so many of its priority. */
  pageSearch: 10_000,
  deadChunk: 100,
  /** What one search for a text looks at and finds. */
  search: { examined: 1_000, examinedPerPage: 100, found: 50, textLength: 200 },
  /** Queues whose counts one script reads. */
  queuesAtOnce: 100,
  deadMax: 10_000,
  schedules: 1_000,
  /** Schedules that one call fires, and jobs of each. */
  schedulesFired: 100,
  /** Of the times of a schedule that were missed so many are made up for, the newest. */
  schedulesMissed: 1_000,
  /** A time of a schedule counts as missed if no process looks until so long after it. */
  scheduleLateMs: 10_000,
  /** Characters of a cron expression or a time zone. */
  cronLength: 200,
  claim: 100,
  /** Jobs at a time of one worker. */
  concurrencyMax: 1_000,
  claimWaitMaxSeconds: 20,
  leaseMinMs: 1_000,
  leaseMaxMs: 86_400_000,
  leaseDefaultMs: 30_000,
} as const;

/** The range of priorities, as descriptions and messages put it. */
export const priorityRange = `0 to ${jobLimits.priorityMax}; ${jobLimits.priorityMax} runs first`;

/** What stays of finished and quarantined jobs: the newest, up to a count, an age and a size of all together. */
export interface Retention {
  readonly completed: KeptJobs;
  readonly dead: KeptJobs;
  readonly cancelled: KeptJobs;
  readonly quarantined: KeptJobs;
  readonly bytes: number;
}

interface KeptJobs {
  /** 0 keeps none. */
  readonly count: number;
  readonly ageMs: number;
}

/** Where a job stands. */
export type JobState = 'WAITING' | 'DELAYED' | 'ACTIVE' | 'COMPLETED' | 'DEAD' | 'CANCELLED';

/** OLDEST: by when a job reached its state; of jobs that are to run, the next one first. NEWEST: the other way round. */
export type JobSort = 'OLDEST' | 'NEWEST';

/** Of jobs that are to run the next one matters most, of finished ones the last. */
export const usualSort: Readonly<Record<JobState, JobSort>> = {
  WAITING: 'OLDEST',
  DELAYED: 'OLDEST',
  ACTIVE: 'OLDEST',
  COMPLETED: 'NEWEST',
  DEAD: 'NEWEST',
  CANCELLED: 'NEWEST',
};

/** How long to wait before the next attempt. */
export interface Backoff {
  readonly kind: 'FIXED' | 'EXPONENTIAL';
  readonly delayMs: number;
  readonly maxDelayMs?: number | null;
  /** Full jitter: any time up to the computed one. On unless switched off. */
  readonly jitter?: boolean | null;
}

/** A job to enqueue. */
export interface NewJob {
  readonly queue: string;
  /** Which handler runs it. */
  readonly name: string;
  /** Any JSON but null, which the API cannot show; an empty object where it is left out. */
  readonly payload?: unknown;
  /** From 0 to `jobLimits.priorityMax`, which runs first (`jobLimits.priorityDefault`). */
  readonly priority?: number | null;
  readonly runAt?: Date | null;
  readonly delayMs?: number | null;
  readonly maxAttempts?: number | null;
  readonly backoff?: Backoff | null;
  readonly timeoutMs?: number | null;
  /** Enqueued again while the key is known, the first job is returned, or the call refused if name or payload differ. */
  readonly idempotencyKey?: string | null;
  /** How long the key is known, whatever becomes of the job: from a second to 30 days (a day). */
  readonly idempotencyTtlMs?: number | null;
  /** In a queue of several parts, jobs of one key go to one part, in their order. Otherwise it says nothing. */
  readonly partKey?: string | null;
}

/** A failed attempt. */
export interface JobFailure {
  readonly attempt: number;
  readonly message: string;
  readonly stack?: string;
  readonly at: number;
}

/** A job as it is stored. */
export interface Job {
  /** `<queue>:<number>`; of a job in another part than the first `<part>:<number>` (parts.ts). */
  readonly id: string;
  readonly queue: string;
  readonly name: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly state: JobState;
  readonly progress: number;
  readonly progressMessage: string | null;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly idempotencyKey: string | null;
  readonly result: unknown;
  readonly errors: readonly JobFailure[];
  readonly createdAt: Date;
  readonly runAt: Date | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly workerId: string | null;
}

/** A job that a worker holds. */
export interface ClaimedJob {
  readonly id: string;
  readonly queue: string;
  /** Fencing token: what another holder of the same job does not have. */
  readonly fence: string;
  readonly name: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** 0 for none. */
  readonly timeoutMs: number;
  readonly createdAt: Date;
  readonly idempotencyKey: string | null;
}

/** How an attempt ended. `GIVEN_BACK` does not count as one. */
export type Outcome =
  | { readonly kind: 'COMPLETED'; readonly result: unknown }
  | {
      readonly kind: 'FAILED';
      readonly message: string;
      readonly stack?: string;
      readonly retry: boolean;
      /** Until the next attempt, in the place of the backoff. What is no time, such as NaN or Infinity, counts as none. */
      readonly delayMs?: number;
    }
  | { readonly kind: 'GIVEN_BACK' };

/** A job whose attempt is over, and how it ended. */
export interface FinishedJob {
  readonly id: string;
  readonly fence: string;
  readonly outcome: Outcome;
}

const jobId = new RegExp(`^(([\\w.-]{1,100})(?:${partSuffix})?):(\\d{1,16})$`);

/** Splits the id of a job; null where it is not of that form. */
export function parseJobId(id: string): { queue: string; part: string; number: string } | null {
  const match = jobId.exec(id);
  return match ? { part: match[1] as string, queue: match[2] as string, number: match[3] as string } : null;
}
