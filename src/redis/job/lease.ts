// The workers' side of a queue: one `step` hands in finished jobs and claims new ones in a single round trip. A worker holds
// a job by a lease and a fencing token; when the lease runs out another may have the job, and the first can change nothing.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { encodeBackoff } from './encode.ts';
import { encodeResult } from './input.ts';
import { jobKeys } from './keys.ts';
import { readClaims } from './record.ts';
import { runOnQueue } from './script.ts';
import { type ClaimedJob, type FinishedJob, jobLimits, parseJobId, type Retention } from './shapes.ts';

const stepScript = loadScript('job/step');
const touchScript = loadScript('job/touch');

export interface StepRequest {
  readonly queue: string;
  readonly workerId: string;
  readonly want: number;
  readonly leaseMs: number;
  readonly finished: readonly FinishedJob[];
}

export interface StepAnswer {
  /** For each finished job whether it was still held; false: the lease was lost and nothing was changed. */
  readonly accepted: readonly boolean[];
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
  /** What the step script is given each time: ARGV[8] to ARGV[20]. */
  readonly #limits: readonly ScriptArgument[];

  /** `retention` says what stays of finished jobs (`jobLimits.kept`). */
  constructor(redis: RedisHandle, retention: Partial<Retention> = {}) {
    const { completed, dead, cancelled, bytes } = { ...jobLimits.kept, ...retention };
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
      jobLimits.cancelledPerStep,
      jobLimits.stepBound,
    ];
  }

  /**
   * Hands in finished jobs and claims new ones: what a worker does, over and over.
   * @throws Refusal for a result that cannot be kept; nothing is handed in then.
   */
  async step({ queue, workerId, want, leaseMs, finished }: StepRequest): Promise<StepAnswer> {
    const completed: ScriptArgument[] = [];
    const places: number[] = [];
    const others: ScriptArgument[] = [];
    const otherPlaces: number[] = [];
    finished.forEach(({ id, fence, outcome }, place) => {
      const number = parseJobId(id)?.number ?? id;
      if (outcome.kind === 'COMPLETED') {
        completed.push(number, fence, outcome.result == null ? '' : encodeResult(outcome.result));
        places.push(place);
        return;
      }
      otherPlaces.push(place);
      if (outcome.kind === 'GIVEN_BACK') others.push('b', number, fence, '', '', -1);
      else {
        const { retry, message, stack = '', delayMs } = outcome;
        const texts = [message.slice(0, jobLimits.errorLength), stack.slice(0, jobLimits.stackLength)] as const;
        others.push(retry ? 'f' : 'x', number, fence, ...texts, delayMs ?? -1);
      }
    });
    const seed = Math.floor(Math.random() * 2 ** 31);
    const head = [want, workerId, leaseMs, seed, ...this.#limits, places.length];
    const reply = await runOnQueue(this.#redis, stepScript, queue, [...head, ...completed, ...others]);
    places.push(...otherPlaces);
    const [lost, claims, nextDueMs, paused] = reply as [number[], (string | number)[], number, number];
    const accepted = finished.map(() => true);
    for (const place of lost) accepted[places[place] as number] = false;
    return {
      accepted,
      claimed: readClaims(queue, claims),
      nextDueMs: nextDueMs < 0 ? null : nextDueMs,
      paused: paused === 1,
    };
  }

  /** Renews leases (`leaseMs`, 0 to leave them) and records progress and log lines of jobs that a worker holds. */
  async touch(queue: string, leaseMs: number, touches: readonly LeaseTouch[]): Promise<readonly TouchAnswer[]> {
    const answers: TouchAnswer[] = [];
    for (let start = 0; start < touches.length; start += jobLimits.batch)
      answers.push(...(await this.#touchSome(queue, leaseMs, touches.slice(start, start + jobLimits.batch))));
    return answers;
  }

  /** When the leases of jobs of one queue run out, by the clock of Redis; null for a job that nobody holds. */
  async expiries(queue: string, ids: readonly string[]): Promise<readonly (Date | null)[]> {
    if (ids.length === 0) return [];
    const numbers = ids.map((id) => parseJobId(id)?.number ?? id);
    const scores = await this.#redis.client.zmscore(jobKeys.lease(this.#redis.prefix, queue), ...numbers);
    return scores.map((score) => (score === null ? null : new Date(Number(score))));
  }

  async #touchSome(queue: string, leaseMs: number, touches: readonly LeaseTouch[]): Promise<TouchAnswer[]> {
    const args: ScriptArgument[] = [leaseMs, jobLimits.logLines];
    for (const { id, fence, progress = '', message = '', log = '' } of touches) {
      const texts = [message.slice(0, jobLimits.progressMessageLength), log.slice(0, jobLimits.logLineLength)] as const;
      args.push(parseJobId(id)?.number ?? id, fence, progress, ...texts);
    }
    const answers = (await runOnQueue(this.#redis, touchScript, queue, args)) as [TouchOutcome][];
    return answers.map(([outcome]) => (outcome === 'OK' ? 'HELD' : outcome));
  }
}
