// The workers' side of a queue: one `step` hands in finished jobs and claims new ones in a single round trip. A worker holds
// a job by a lease and a fencing token; when the lease runs out another may have the job, and the first can change nothing.

import { randomInt } from 'node:crypto';
import { checkCount, checkEntries, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { rangeOf, refuseBut } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { cutText } from '../base/text.ts';
import { encodeBackoff, encodeName } from './encode.ts';
import { jobKeys } from './keys.ts';
import { type Handover, numberIn, packOutcomes, type RefusedOutcome } from './outcome.ts';
import { readClaims } from './record.ts';
import { runOnQueue } from './script.ts';
import { type ClaimedJob, type FinishedJob, jobLimits, type Retention } from './shapes.ts';

const stepScript = loadScript('job/step');
const touchScript = loadScript('job/touch');

export interface StepRequest {
  readonly queue: string;
  readonly workerId: string;
  readonly want: number;
  readonly leaseMs: number;
  readonly finished: readonly FinishedJob[];
  /** The names of the jobs that the worker knows: jobs of other names are set aside for those that do. All where absent. */
  readonly names?: readonly string[];
}

export interface StepAnswer {
  /** For each finished job whether it was still held; false: the lease was lost and nothing was changed. */
  readonly accepted: readonly boolean[];
  /** What is wrong with those that cannot be handed in, such as a result that is too long. They are not accepted, and still held. */
  readonly refused: readonly RefusedOutcome[];
  readonly claimed: readonly ClaimedJob[];
  /** When there may be more jobs, in milliseconds from now: mostly that the next delayed one is due; null where none is. */
  readonly nextDueMs: number | null;
  /** Whether nothing was claimed because the queue is paused. */
  readonly paused: boolean;
}

export interface LeaseTouch {
  readonly id: string;
  readonly fence: string;
  readonly progress?: number;
  readonly message?: string;
  readonly log?: string;
}

export type TouchAnswer = 'HELD' | 'CANCEL_REQUESTED' | 'LEASE_LOST';

type TouchOutcome = 'OK' | Exclude<TouchAnswer, 'HELD'>;

export class JobLeases {
  readonly #redis: RedisHandle;
  /** What the step script is given each time: ARGV[8] to ARGV[24]. */
  readonly #limits: readonly ScriptArgument[];

  /**
   * `retention` says what stays of finished jobs (`jobLimits.kept`).
   * @throws Refusal INVALID that names what of it is wrong.
   */
  constructor(redis: RedisHandle, retention: Partial<Retention> = {}) {
    checkRetention(retention);
    const { completed, dead, cancelled, quarantined, bytes } = { ...jobLimits.kept, ...retention };
    this.#redis = redis;
    this.#limits = [
      completed.count,
      dead.count,
      cancelled.count,
      completed.ageMs,
      dead.ageMs,
      cancelled.ageMs,
      bytes,
      encodeBackoff(jobLimits.backoffDefault),
      jobLimits.errors,
      jobLimits.priorityMax,
      jobLimits.lowerPriorityEvery,
      jobLimits.passedPerStep,
      jobLimits.stepBound,
      jobLimits.bytesPerScript,
      jobLimits.namesAsidePerStep,
      quarantined.count,
      quarantined.ageMs,
    ];
  }

  /**
   * Hands in finished jobs and claims new ones: what a worker does, over and over.
   * @throws Refusal INVALID for a request that is wrong as a whole; nothing is handed in then.
   */
  async step(request: StepRequest): Promise<StepAnswer> {
    checkStep(request);
    const { queue, finished } = request;
    const { parts, refused } = packOutcomes(queue, finished);
    const accepted = finished.map(() => true);
    for (const { place } of refused) accepted[place] = false;
    const last = parts.pop() as Handover;
    for (const part of parts) await this.#stepOnce({ ...request, want: 0 }, part, accepted);
    const answer = await this.#stepOnce(request, last, accepted);
    return { ...answer, accepted, refused };
  }

  async #stepOnce({ queue, workerId, want, leaseMs, names = [] }: StepRequest, part: Handover, accepted: boolean[]) {
    // Fences of one claim follow each other.
    const head = [want, workerId, leaseMs, randomInt(fenceRange), ...this.#limits];
    const tail = [
      names.length,
      part.completedPlaces.length,
      ...names.map(encodeName),
      ...part.completed,
      ...part.others,
    ];
    const reply = await runOnQueue(this.#redis, stepScript, queue, [...head, ...tail]);
    const [lost, taken, nextDueMs, paused] = reply as [number[], (string | number)[], number, number];
    const places = [...part.completedPlaces, ...part.otherPlaces];
    for (const place of lost) accepted[places[place] as number] = false;
    const { claimed, unreadable } = readClaims(queue, taken);
    if (unreadable.length > 0) await this.#quarantine(queue, unreadable);
    return { claimed, nextDueMs: nextDueMs < 0 ? null : nextDueMs, paused: paused === 1 };
  }

  /** Takes jobs that cannot be read from the queue, and shows them as such. */
  async #quarantine(queue: string, jobs: readonly { readonly id: string; readonly fence: string }[]): Promise<void> {
    const head = [0, '-', 0, randomInt(fenceRange), ...this.#limits, 0, 0];
    const others = jobs.flatMap(({ id, fence }) => ['u', numberIn(queue, id), fence, '', '']);
    await runOnQueue(this.#redis, stepScript, queue, [...head, ...others]);
  }

  /**
   * Renews leases (`leaseMs`, 0 to leave them) and records progress and log lines of jobs that a worker holds. Progress that is no
   * number is left out.
   * @throws Refusal INVALID for a lease or a queue that cannot be.
   */
  async touch(queue: string, leaseMs: number, touches: readonly LeaseTouch[]): Promise<readonly TouchAnswer[]> {
    checkQueue(queue);
    if (leaseMs !== 0) checkLease(leaseMs);
    checkEntries(touches, 'touches');
    const answers: TouchAnswer[] = [];
    for (let start = 0; start < touches.length; start += jobLimits.batch)
      answers.push(...(await this.#touchSome(queue, leaseMs, touches.slice(start, start + jobLimits.batch))));
    return answers;
  }

  /** When the leases of jobs of one queue run out, by the clock of Redis; null for a job that nobody holds. */
  async expiries(queue: string, ids: readonly string[]): Promise<readonly (Date | null)[]> {
    if (ids.length === 0) return [];
    const numbers = ids.map((id) => numberIn(queue, id));
    const scores = await this.#redis.client.zmscore(jobKeys.lease(this.#redis.prefix, queue), ...numbers);
    return scores.map((score) => (score === null ? null : new Date(Number(score))));
  }

  async #touchSome(queue: string, leaseMs: number, touches: readonly LeaseTouch[]): Promise<TouchAnswer[]> {
    const args: ScriptArgument[] = [leaseMs, jobLimits.logLines];
    for (const { id, fence, progress, message = '', log = '' } of touches) {
      const texts = [cutText(message, jobLimits.progressMessageLength), cutText(log, jobLimits.logLineLength)] as const;
      const done = progress !== undefined && !Number.isNaN(progress) ? Math.min(1, Math.max(0, progress)) : '';
      args.push(numberIn(queue, id), fence, done, ...texts);
    }
    const answers = (await runOnQueue(this.#redis, touchScript, queue, args)) as [TouchOutcome][];
    return answers.map(([outcome]) => (outcome === 'OK' ? 'HELD' : outcome));
  }
}

/** A fence tells the holders of one job apart, and belongs to no holder of before a loss of data: it begins at random. */
const fenceRange = 2 ** 47;

function checkQueue(queue: string): void {
  if (!isName(queue)) refuseBut(nameLengths, 'INVALID', `queue ${nameRule}`, 'queue');
}

function checkLease(leaseMs: number): void {
  const { leaseMinMs, leaseMaxMs } = jobLimits;
  // Shorter ones are of use in tests.
  if (!Number.isInteger(leaseMs) || leaseMs < 1 || leaseMs > leaseMaxMs)
    refuseBut(
      [rangeOf(1, leaseMaxMs)],
      'INVALID',
      `leaseMs must be a whole number up to ${leaseMaxMs}, such as ${leaseMinMs}`,
      'leaseMs',
    );
}

function checkStep({ queue, workerId, want, leaseMs, names = [] }: StepRequest): void {
  checkQueue(queue);
  if (!/^[\w.:@-]{1,100}$/.test(workerId))
    refuseBut(nameLengths, 'INVALID', 'workerId must be 1 to 100 letters, digits or . : @ - _', 'workerId');
  checkWhole(want, 'want', 0, jobLimits.concurrencyMax);
  checkLease(leaseMs);
  checkCount(names, 'names', jobLimits.workerNames);
}

/** A number that Lua holds with all of its digits. */
const retentionMax = 1e15 - 1;

function checkRetention(retention: Partial<Retention>): void {
  const check = (value: number | undefined, ...field: string[]): void => {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0 && value <= retentionMax)) return;
    const message = `retention.${field.join('.')} must be a whole number, at least 0`;
    refuseBut([rangeOf(0, retentionMax)], 'INVALID', message, 'retention', ...field);
  };
  for (const kind of ['completed', 'dead', 'cancelled', 'quarantined'] as const) {
    check(retention[kind]?.count, kind, 'count');
    check(retention[kind]?.ageMs, kind, 'ageMs');
  }
  check(retention.bytes, 'bytes');
}
