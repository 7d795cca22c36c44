// Adding jobs: those of one tick and one queue travel together, in scripts that are bounded by number and by bytes.

import { setTimeout as wait } from 'node:timers/promises';
import { Batch, HeldBytes } from '../base/batch.ts';
import type { RedisHandle } from '../base/handle.ts';
import { partOfKey } from '../base/parts.ts';
import { type Problem, Refusal, refuse } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { bytesOf, type EncodedJob, JobEncoder, packJobs } from './encode.ts';
import { jobKeys } from './keys.ts';
import { QueueParts } from './parts.ts';
import { runOnQueue } from './script.ts';
import { jobLimits, type NewJob } from './shapes.ts';

const enqueueScript = loadScript('job/enqueue');

/** How long a queue that was noted need not be noted again, and of how many that is remembered. */
const known = { ms: 30_000, queues: 10_000 } as const;

/** How many milliseconds jobs wait for a clock that is behind their ids. */
const clockWaits = 5;

/** How often jobs are dealt out anew among the parts of a queue that has others than those that were known. */
const dealTries = 4;

/** What became of a new job. */
export interface Enqueued {
  readonly id: string;
  /** False where the idempotency key was known and the first job is answered. */
  readonly created: boolean;
}

/** Of several jobs those were added, or known, that no problem names. */
export class JobsConflict extends Refusal {
  /** In the order of the jobs; null for one whose idempotency key another job has. */
  readonly enqueued: readonly (Enqueued | null)[];

  constructor(problems: readonly Problem[], enqueued: readonly (Enqueued | null)[]) {
    super(problems);
    this.enqueued = enqueued;
  }
}

/** A refusal where the idempotency key belongs to another job. */
type EnqueueAnswer = Enqueued | Refusal;

/** The first id, whether the queue is new, and place and id of each job whose idempotency key is known. */
type Added = readonly [first: number, isNew: 0 | 1, ...taken: (string | number)[]];

/** A part of a queue, and what it has of the queue's jobs. */
interface Target {
  readonly queue: string;
  readonly part: string;
  /** How many parts the queue was taken to have. */
  readonly count: number;
}

/** Those of several jobs that go to one part, and their places among all. */
interface Share {
  readonly jobs: EncodedJob[];
  readonly places: number[];
}

/** Jobs of one part that travel in one script. */
interface Chunk extends Target {
  readonly jobs: readonly EncodedJob[];
  readonly packed: readonly ScriptArgument[];
  readonly bytes: number;
}

export class JobInlet {
  readonly #redis: RedisHandle;
  readonly #batch: Batch<Target & { job: EncodedJob }, Enqueued>;
  readonly #chunks: Batch<Chunk, readonly EnqueueAnswer[]>;
  /** Of the jobs that were given together and are not all added yet. */
  readonly #held = new HeldBytes();
  readonly #encoder = new JobEncoder();
  /** Until when a queue need not be noted again. */
  readonly #known = new Map<string, number>();
  readonly #parts: QueueParts;
  /** How many parts queues have that have several. */
  readonly #counts = new Map<string, number>();
  #turn = 0;
  readonly #groups = new Map<string, number>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#parts = new QueueParts(redis);
    this.#batch = new Batch<Target & { job: EncodedJob }, Enqueued>({
      // Calls of one script share a part; two parts in one batch would need two scripts.
      group: (call) => this.#group(call),
      run: (calls): Promise<EnqueueAnswer[]> =>
        this.#send(
          calls[0] as Target,
          calls.map(({ job }) => job),
        ),
      maxCalls: jobLimits.batch,
      minCalls: jobLimits.batchMin,
      size: { bytesOf: ({ job }) => bytesOf(job), maxBytes: jobLimits.bytesPerScript },
    });
    this.#chunks = new Batch<Chunk, readonly EnqueueAnswer[]>({
      group: (call) => this.#group(call),
      run: async (calls) => Promise.all(calls.map((chunk) => this.#send(chunk, chunk.jobs, chunk.packed))),
      maxCalls: 1,
      size: { bytesOf: ({ bytes }) => bytes, maxBytes: jobLimits.bytesPerScript, maxWaiting: Number.POSITIVE_INFINITY },
    });
  }

  /** As `Jobs.enqueue`. */
  add(job: NewJob): Promise<Enqueued> {
    const encoded = this.#encoder.encode(job);
    return this.#batch.add({ ...this.#choose(job.queue, encoded), job: encoded });
  }

  /** As `Jobs.enqueueMany`. */
  async addAll(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    const answers: EnqueueAnswer[] = [];
    const { shares, bytes } = this.#share(jobs);
    await this.#held.hold(bytes, () =>
      Promise.all([...shares.values()].map((share) => this.#addChunks(share.target, share, answers))),
    );
    const problems = answers.flatMap((answer, place) => (answer instanceof Refusal ? at(place, answer) : []));
    if (problems.length > 0)
      throw new JobsConflict(
        problems,
        answers.map((answer) => (answer instanceof Refusal ? null : answer)),
      );
    return answers as Enqueued[];
  }

  #share(jobs: readonly NewJob[]) {
    const shares = new Map<string, Share & { readonly target: Target }>();
    let bytes = 0;
    const problems: Problem[] = [];
    jobs.forEach((job, place) => {
      try {
        const encoded = this.#encoder.encode(job);
        const target = this.#choose(job.queue, encoded);
        let share = shares.get(target.part);
        if (!share) {
          share = { target, jobs: [], places: [] };
          shares.set(target.part, share);
        }
        share.jobs.push(encoded);
        bytes += bytesOf(encoded);
        share.places.push(place);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        problems.push(...at(place, error));
      }
    });
    if (problems.length > 0) throw new Refusal(problems);
    return { shares, bytes };
  }

  #group({ part, count }: Target): number {
    const name = count === 1 ? part : `${part}~${count}`;
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = this.#groups.size;
      this.#groups.set(name, group);
    }
    return group;
  }

  /** The part that a job goes to: that of its key, or the next one. */
  #choose(queue: string, { key }: EncodedJob): Target {
    const count = this.#counts.get(queue) ?? 1;
    if (count === 1) return { queue, part: queue, count };
    const parts = this.#parts.of(queue, count);
    this.#turn += 1;
    const part = key === null ? (parts[this.#turn % count] as string) : partOfKey(parts, key);
    return { queue, part, count };
  }

  // The next chunk is packed while Redis works on the one before, and sent when that is done: so the jobs of a call are added in its
  // order, also where a chunk has to wait for ids.
  async #addChunks(target: Target, share: Share, answers: EnqueueAnswer[]): Promise<void> {
    let before: Promise<void> | undefined;
    for (const { jobs, places, bytes } of chunksOf(share)) {
      const chunk = { ...target, jobs, bytes, packed: packJobs(jobs) };
      await before;
      before = this.#chunks.add(chunk).then((added) => {
        added.forEach((answer, index) => {
          answers[places[index] as number] = answer;
        });
      });
    }
    await before;
  }

  async #send(
    target: Target,
    jobs: readonly EncodedJob[],
    packed: readonly ScriptArgument[] = packJobs(jobs),
    tries = 1,
  ): Promise<EnqueueAnswer[]> {
    const { queue, part } = target;
    if ((this.#known.get(queue) ?? 0) < performance.now()) await this.#note(queue);
    const reply = await this.#run(target, packed);
    if (typeof reply === 'number') return this.#deal(queue, jobs, reply, tries);
    const [first, isNew, ...taken] = reply;
    // Redis has lost the queue, perhaps with its name.
    if (isNew) await this.#note(queue);
    const answers: EnqueueAnswer[] = jobs.map((_job, place) => ({ id: `${part}:${first + place}`, created: true }));
    for (let at = 0; at < taken.length; at += 2)
      answers[taken[at] as number] =
        taken[at + 1] === '' ? otherJob() : { id: `${part}:${taken[at + 1]}`, created: false };
    return answers;
  }

  /** Sends jobs to the parts of a queue that has so many, which was not known. They are in their order in each part. */
  async #deal(queue: string, jobs: readonly EncodedJob[], count: number, tries: number): Promise<EnqueueAnswer[]> {
    if (tries >= dealTries)
      refuse('ILLEGAL_STATE', 'The queue is about to be deleted. Enqueue the job again when it is.', 'queue');
    if (this.#counts.size >= known.queues) this.#counts.clear();
    if (count === 1) this.#counts.delete(queue);
    else this.#counts.set(queue, count);
    const shares = new Map<string, Share & { readonly target: Target }>();
    for (const [place, job] of jobs.entries()) {
      const target = this.#choose(queue, job);
      const share = shares.get(target.part) ?? { target, jobs: [], places: [] };
      share.jobs.push(job);
      share.places.push(place);
      shares.set(target.part, share);
    }
    const answers: EnqueueAnswer[] = [];
    const send = async ({ target, jobs: some, places }: Share & { readonly target: Target }): Promise<void> => {
      const sent = await this.#send(target, some, packJobs(some), tries + 1);
      for (const [index, answer] of sent.entries()) answers[places[index] as number] = answer;
    };
    await Promise.all([...shares.values()].map(send));
    return answers;
  }

  /**
   * Where a queue has used up the ids of a millisecond, the next one is waited for; but not for a clock that was set back. How many parts
   * the queue has if that is not as many as were known.
   */
  async #run({ part, count }: Target, args: readonly ScriptArgument[]): Promise<Added | number> {
    for (let waits = 0; ; waits += 1) {
      const ahead = waits < clockWaits ? '' : '1';
      const reply = await runOnQueue(this.#redis, enqueueScript, part, [ahead, count, ...args]);
      const [outcome, ...added] = reply as ['OK' | 'AHEAD', ...Added] | ['PARTS', number];
      if (outcome === 'OK') return added as Added;
      if (outcome === 'PARTS') return added[0] as number;
      await wait(1);
    }
  }

  async #note(queue: string): Promise<void> {
    await this.#redis.client.sadd(jobKeys.queues(this.#redis.prefix), queue);
    if (this.#known.size >= known.queues) this.#known.clear();
    this.#known.set(queue, performance.now() + known.ms);
  }
}

function* chunksOf({ jobs, places }: Share): Generator<Share & { readonly bytes: number }> {
  let start = 0;
  let bytes = 0;
  for (const [index, job] of jobs.entries()) {
    const own = bytesOf(job);
    const full = index - start >= jobLimits.batch || bytes + own > jobLimits.bytesPerScript;
    if (full && index > start) {
      yield { jobs: jobs.slice(start, index), places: places.slice(start, index), bytes };
      start = index;
      bytes = 0;
    }
    bytes += own;
  }
  if (start < jobs.length) yield { jobs: jobs.slice(start), places: places.slice(start), bytes };
}

function at(place: number, refusal: Refusal): Problem[] {
  return refusal.problems.map((problem) => ({ ...problem, field: [String(place), ...(problem.field ?? [])] }));
}

function otherJob(): Refusal {
  const message =
    'another job was enqueued under this idempotencyKey before, with another name or payload: give each job a key of its own';
  return new Refusal({ code: 'CONFLICT', message, field: ['idempotencyKey'] });
}
