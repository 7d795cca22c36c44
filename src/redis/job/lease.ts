// The workers' side of a queue: one `step` hands in finished jobs and claims new ones in a single round trip. A worker holds
// a job by a lease and a fencing token; when the lease runs out another may have the job, and the first can change nothing.

import { randomInt } from 'node:crypto';
import { checkCount, checkEntries, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { rangeOf, refuseBut } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { cutText } from '../base/text.ts';
import { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { isTold } from './domain-event.ts';
import { encodeBackoff, encodeName } from './encode.ts';
import { jobKeys } from './keys.ts';
import { type Handover, numberIn, packOutcomes, type RefusedOutcome } from './outcome.ts';
import { QueueParts } from './parts.ts';
import { readClaims } from './record.ts';
import { runOnQueue } from './script.ts';
import { type ClaimedJob, type FinishedJob, jobLimits, parseJobId, type Retention } from './shapes.ts';

const stepScript = loadScript('job/step');
const touchScript = loadScript('job/touch');

/** What a step of a worker hands in and asks for. */
export interface StepRequest {
  readonly queue: string;
  readonly workerId: string;
  readonly want: number;
  readonly leaseMs: number;
  readonly finished: readonly FinishedJob[];
  /** The names of the jobs that the worker knows: jobs of other names are set aside for those that do. All where absent. */
  readonly names?: readonly string[];
}

/** What a step of a worker gave. */
export interface StepAnswer {
  /** For each finished job whether it was still held; false: the lease was lost and nothing was changed. */
  readonly accepted: readonly boolean[];
  /** What is wrong with those that cannot be handed in, such as a result that is too long. They are not accepted, and still held. */
  readonly refused: readonly RefusedOutcome[];
  /** The places of those whose part of the queue did not answer while others did: to be handed in again. */
  readonly undone: readonly number[];
  readonly claimed: readonly ClaimedJob[];
  /** When there may be more jobs, in milliseconds from now: mostly that the next delayed one is due; null where none is. */
  readonly nextDueMs: number | null;
  /** Whether nothing was claimed because the queue is paused. */
  readonly paused: boolean;
}

/** A lease to renew, and what to note of its job. */
export interface LeaseTouch {
  readonly id: string;
  readonly fence: string;
  readonly progress?: number;
  readonly message?: string;
  readonly log?: string;
}

/** What became of a lease. */
export type TouchAnswer = 'HELD' | 'CANCEL_REQUESTED' | 'LEASE_LOST';

type TouchOutcome = 'OK' | Exclude<TouchAnswer, 'HELD'>;

type PartAnswer = Pick<StepAnswer, 'claimed' | 'nextDueMs' | 'paused'>;

export class JobLeases {
  readonly #redis: RedisHandle;
  readonly #outboxes: DomainEventOutboxes;
  /** What the step script is given each time: ARGV[8] to ARGV[24]. */
  readonly #limits: readonly ScriptArgument[];
  readonly #parts: QueueParts;
  /** How many parts queues have that have several, and with which the next claim begins. */
  readonly #several = new Map<string, { readonly count: number; turn: number }>();

  /**
   * `retention` says what stays of finished jobs (`jobLimits.kept`).
   * @throws Refusal INVALID that names what of it is wrong.
   */
  constructor(redis: RedisHandle, retention: Partial<Retention> = {}, outboxes = new DomainEventOutboxes(redis)) {
    checkRetention(retention);
    this.#outboxes = outboxes;
    const { completed, dead, cancelled, quarantined, bytes } = { ...jobLimits.kept, ...retention };
    this.#redis = redis;
    this.#parts = new QueueParts(redis);
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
   * Hands in finished jobs and claims new ones: what a worker does, over and over. Of a queue of several parts each call begins to claim
   * with the next one, and continues with others while it has not got as many as it wants.
   * @throws Refusal INVALID for a request that is wrong as a whole; nothing is handed in then.
   */
  async step(request: StepRequest): Promise<StepAnswer> {
    checkStep(request);
    const { queue, finished, want } = request;
    const shares = sharesOf(queue, finished);
    const answers: PartAnswer[] = [];
    const [accepted, refused, undone] = [finished.map(() => true), [] as RefusedOutcome[], [] as number[]];
    let fault: unknown;
    const ask = async (part: string, most: number): Promise<void> => {
      const places = shares.get(part) ?? [];
      shares.delete(part);
      try {
        answers.push(await this.#stepPart(part, { ...request, want: most }, places, accepted, refused));
      } catch (error) {
        fault ??= error;
        undone.push(...places);
        for (const place of places) accepted[place] = false;
      }
    };
    const missing = (): number => answers.reduce((left, { claimed }) => left - claimed.length, want);
    const round = this.#roundOf(queue, want);
    const asked = new Set(want > 0 || shares.size === 0 ? round.slice(0, 1) : []);
    const handedIn = [...shares.keys()].filter((part) => !asked.has(part));
    await Promise.all([...[...asked].map((part) => ask(part, want)), ...handedIn.map((part) => ask(part, 0))]);
    // The first answer may have told of parts that were not known.
    const next = (): string | undefined => [...round, ...this.partsOf(queue)].find((part) => !asked.has(part));
    for (let part = next(); part !== undefined && missing() > 0; part = next()) {
      asked.add(part);
      await ask(part, missing());
    }
    if (answers.length === 0) throw fault;
    const due = answers.flatMap(({ nextDueMs }) => (nextDueMs === null ? [] : [nextDueMs]));
    return {
      accepted,
      refused,
      undone,
      claimed: answers.flatMap(({ claimed }) => claimed),
      nextDueMs: due.length > 0 ? Math.min(...due) : null,
      paused: answers.every(({ paused }) => paused),
    };
  }

  /** The parts of a queue, for each claim from the next one on. */
  #roundOf(queue: string, want: number): readonly string[] {
    const parts = this.partsOf(queue);
    const several = this.#several.get(queue);
    if (several && want > 0) several.turn += 1;
    const first = (several?.turn ?? 0) % parts.length;
    return [...parts.slice(first), ...parts.slice(0, first)];
  }

  /** The parts of a queue as its last steps have found them. */
  partsOf(queue: string): readonly string[] {
    return this.#parts.of(queue, this.#several.get(queue)?.count ?? 1);
  }

  /** Those of the finished ones at some places are of this part, and handed in first. */
  async #stepPart(
    name: string,
    request: StepRequest,
    places: readonly number[],
    accepted: boolean[],
    refused: RefusedOutcome[],
  ): Promise<PartAnswer> {
    const finished = places.map((place) => request.finished[place] as FinishedJob);
    const packed = packOutcomes(name, finished);
    const own = finished.map(() => true);
    for (const { place, refusal } of packed.refused) {
      own[place] = false;
      refused.push({ place: places[place] as number, refusal });
    }
    const last = packed.parts.pop() as Handover;
    for (const part of packed.parts) await this.#stepOnce(name, { ...request, want: 0 }, part, own);
    const answer = await this.#stepOnce(name, request, last, own);
    for (const [index, place] of places.entries()) accepted[place] = own[index] as boolean;
    return answer;
  }

  async #stepOnce(
    name: string,
    { queue, workerId, want, leaseMs, names = [] }: StepRequest,
    part: Handover,
    accepted: boolean[],
  ): Promise<PartAnswer> {
    // Fences of one claim follow each other.
    const head = [want, workerId, leaseMs, randomInt(fenceRange), ...this.#limits];
    const tail = [
      names.length,
      part.completedPlaces.length,
      ...names.map(encodeName),
      ...part.completed,
      ...part.others,
    ];
    const events = isTold(queue) ? await this.#outboxes.draw(['job.dead']) : '';
    const reply = await runOnQueue(this.#redis, stepScript, name, [...head, ...tail], events);
    const [lost, taken, nextDueMs, paused, count] = reply as [number[], (string | number)[], number, number, number];
    this.#learn(queue, name, count);
    const places = [...part.completedPlaces, ...part.otherPlaces];
    for (const place of lost) accepted[places[place] as number] = false;
    const { claimed, unreadable } = readClaims(name, taken);
    if (unreadable.length > 0) await this.#quarantine(name, unreadable);
    return { claimed, nextDueMs: nextDueMs < 0 ? null : nextDueMs, paused: paused === 1 };
  }

  /** The first part knows how many there are. What another one says only tells that the queue was made anew. */
  #learn(queue: string, part: string, count: number): void {
    const known = this.#several.get(queue)?.count ?? 1;
    if (count === known || !this.partsOf(queue).includes(part)) return;
    // Processes begin with different parts.
    if (part === queue && count > 1) this.#several.set(queue, { count, turn: randomInt(count) });
    else this.#several.delete(queue);
  }

  /** Takes jobs that cannot be read from a part of a queue, and shows them as such. */
  async #quarantine(part: string, jobs: readonly { readonly id: string; readonly fence: string }[]): Promise<void> {
    const head = [0, '-', 0, randomInt(fenceRange), ...this.#limits, 0, 0];
    const others = jobs.flatMap(({ id, fence }) => ['u', numberIn(part, id), fence, '', '']);
    await runOnQueue(this.#redis, stepScript, part, [...head, ...others]);
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
    const answers: TouchAnswer[] = touches.map(() => 'LEASE_LOST');
    const touchPart = async ([part, places]: [string, number[]]): Promise<void> => {
      for (let start = 0; start < places.length; start += jobLimits.batch) {
        const some = places.slice(start, start + jobLimits.batch);
        const found = await this.#touchSome(
          part,
          leaseMs,
          some.map((place) => touches[place] as LeaseTouch),
        );
        for (const [index, place] of some.entries()) answers[place] = found[index] as TouchAnswer;
      }
    };
    await Promise.all([...sharesOf(queue, touches)].map(touchPart));
    return answers;
  }

  /** When the leases of jobs of one queue run out, by the clock of Redis; null for a job that nobody holds. */
  async expiries(queue: string, ids: readonly string[]): Promise<readonly (Date | null)[]> {
    const found: (Date | null)[] = ids.map(() => null);
    const shares = sharesOf(
      queue,
      ids.map((id) => ({ id })),
    );
    const read = async ([part, places]: [string, number[]]): Promise<void> => {
      const numbers = places.map((place) => numberIn(part, ids[place] as string));
      const scores = await this.#redis.client.zmscore(jobKeys.lease(this.#redis.prefix, part), ...numbers);
      for (const [index, place] of places.entries())
        if (scores[index] != null) found[place] = new Date(Number(scores[index]));
    };
    await Promise.all([...shares].map(read));
    return found;
  }

  async #touchSome(part: string, leaseMs: number, touches: readonly LeaseTouch[]): Promise<TouchAnswer[]> {
    const args: ScriptArgument[] = [leaseMs, jobLimits.logLines];
    for (const { id, fence, progress, message = '', log = '' } of touches) {
      const texts = [cutText(message, jobLimits.progressMessageLength), cutText(log, jobLimits.logLineLength)] as const;
      const done = progress !== undefined && !Number.isNaN(progress) ? Math.min(1, Math.max(0, progress)) : '';
      args.push(numberIn(part, id), fence, done, ...texts);
    }
    const answers = (await runOnQueue(this.#redis, touchScript, part, args)) as [TouchOutcome][];
    return answers.map(([outcome]) => (outcome === 'OK' ? 'HELD' : outcome));
  }
}

/** A fence tells the holders of one job apart, and belongs to no holder of before a loss of data: it begins at random. */
const fenceRange = 2 ** 47;

/** The places of jobs by the part that each is in. What is no job of the queue goes to the first, which has none of it. */
function sharesOf(queue: string, jobs: readonly { readonly id: string }[]): Map<string, number[]> {
  const shares = new Map<string, number[]>();
  for (const [place, { id }] of jobs.entries()) {
    const parsed = parseJobId(id);
    const part = parsed?.queue === queue ? parsed.part : queue;
    const share = shares.get(part);
    if (share) share.push(place);
    else shares.set(part, [place]);
  }
  return shares;
}

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
