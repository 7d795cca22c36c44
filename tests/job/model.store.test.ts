// Random sequences against a model: whatever happens in whatever order, each job is in the state that the model says, whoever
// held it too long changes nothing, and the counts add up. The clock is the test's.

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import { JobEvents } from '../../src/redis/job/event.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import type { Backoff, JobState, Outcome } from '../../src/redis/job/shapes.ts';
import { ClockedRedis } from '../support/lua-clock.ts';
import { openTestRedis } from '../support/redis.ts';
import { type ModelJob, QueueModel } from './job-model.ts';

const { client, prefix } = await openTestRedis();
const redis = new ClockedRedis(client, prefix);
const jobs = new Jobs(redis);
const events = new JobEvents(redis);

const kept = { COMPLETED: 4, DEAD: 5, CANCELLED: 3 };
const ageMs = 10 * 366 * 86_400_000;
const leases = new JobLeases(redis, {
  completed: { count: kept.COMPLETED, ageMs },
  dead: { count: kept.DEAD, ageMs },
  cancelled: { count: kept.CANCELLED, ageMs },
});
const leaseMs = 1_000;
const begin = Date.UTC(2026, 0, 1);

const backoffs = {
  none: { kind: 'FIXED', delayMs: 0, jitter: false },
  fixed: { kind: 'FIXED', delayMs: 300, jitter: false },
  exponential: { kind: 'EXPONENTIAL', delayMs: 100, maxDelayMs: 250, jitter: false },
} satisfies Record<string, Backoff>;

const backoffMs = {
  none: () => 0,
  fixed: () => 300,
  exponential: (attempt: number) => Math.min(250, 100 * 2 ** (attempt - 1)),
} satisfies Record<keyof typeof backoffs, (attempt: number) => number>;

const outcomes = {
  completed: { kind: 'COMPLETED', result: { fine: true } },
  failed: { kind: 'FAILED', message: 'no', retry: true },
  later: { kind: 'FAILED', message: 'not now', retry: true, delayMs: 700 },
  hopeless: { kind: 'FAILED', message: 'never', retry: false },
  back: { kind: 'GIVEN_BACK' },
} satisfies Record<string, Outcome>;

const index = fc.nat({ max: 30 });
const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      priority: fc.constantFrom(0, 5, 5, 9),
      delayMs: fc.constantFrom(0, 0, 0, 400, 5_000),
      absolute: fc.boolean(),
      maxAttempts: fc.integer({ min: 1, max: 3 }),
      backoff: fc.constantFrom('none' as const, 'fixed' as const, 'exponential' as const),
      key: fc.constantFrom(null, null, 'a', 'b'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      want: fc.integer({ min: 0, max: 5 }),
      finished: fc.array(
        fc.record({
          claim: index,
          outcome: fc.constantFrom(
            'completed' as const,
            'failed' as const,
            'later' as const,
            'hopeless' as const,
            'back' as const,
          ),
        }),
        { maxLength: 4 },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('touch' as const),
      claims: fc.array(index, { minLength: 1, maxLength: 3 }),
      renew: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'retry' as const), job: index }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('replay' as const, 'purge' as const),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pause' as const), paused: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(99, 250, 400, 1_000, 6_000) }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;
type Of<Name extends Command['do']> = Extract<Command, { do: Name }>;

class World {
  readonly queue = randomUUID();
  readonly model = new QueueModel(begin, kept);
  readonly #claims: { id: string; fence: string }[] = [];
  readonly #ids: string[] = [];
  readonly #byKey = new Map<string, string>();

  async run(command: Command): Promise<void> {
    await this.#act(command);
    await this.compare();
  }

  #act(command: Command): Promise<void> {
    switch (command.do) {
      case 'enqueue':
        return this.#enqueue(command);
      case 'step':
        return this.#step(command);
      case 'touch':
        return this.#touch(command);
      case 'cancel':
      case 'retry':
        return this.#steer(command);
      case 'replay':
      case 'purge':
        return this.#eachDead(command);
      case 'pause':
        return this.#pause(command.paused);
      case 'wait':
        return this.wait(command.ms);
    }
  }

  async wait(ms: number): Promise<void> {
    this.model.now += ms;
    await redis.setClock(jobKeys.queue(prefix, this.queue), this.model.now);
  }

  /** Every job, the counts and what the stream said last of each job. */
  async compare(): Promise<void> {
    const [found, stats] = await Promise.all([jobs.getAll(this.#ids), jobs.queue(this.queue)]);
    const real = this.#ids.map((id, place) => {
      const job = found[place];
      return job ? `${id} ${job.state} ${job.attempt}` : `${id} gone`;
    });
    const expected = this.#ids.map((id) => {
      const job = this.model.jobs.get(id);
      return job ? `${id} ${job.state} ${job.attempt}` : `${id} gone`;
    });
    expect(real).toEqual(expected);
    const states: JobState[] = ['WAITING', 'DELAYED', 'ACTIVE', 'COMPLETED', 'DEAD', 'CANCELLED'];
    const counts = states.map((state) => [state.toLowerCase(), this.model.in(state).length]);
    if (this.#ids.length === 0) return;
    expect(stats).toMatchObject({ counts: Object.fromEntries(counts), paused: this.model.paused });
  }

  async compareEvents(): Promise<void> {
    const { entries } = await events.read(this.queue, '0-0_0', 10_000);
    expect(entries.every(({ missed }) => missed === 0)).toBe(true);
    const last = new Map(entries.map(({ jobId, state }) => [jobId, state]));
    for (const [id, { state }] of this.model.jobs) expect(`${id} ${last.get(id)}`).toBe(`${id} ${state}`);
  }

  async #enqueue({ priority, delayMs, absolute, maxAttempts, backoff, key }: Of<'enqueue'>): Promise<void> {
    const due = this.model.now + delayMs;
    const when = absolute ? { runAt: new Date(due) } : { delayMs };
    const job = { queue: this.queue, name: 'n', priority, maxAttempts, backoff: backoffs[backoff], ...when };
    const known = key === null ? undefined : this.#byKey.get(key);
    const { id, created } = await jobs.enqueue({ ...job, idempotencyKey: key });
    if (known) return expect({ id, created }).toEqual({ id: known, created: false });
    expect(created).toBe(true);
    expect(this.#ids).not.toContain(id);
    this.#ids.push(id);
    if (key) this.#byKey.set(key, id);
    this.model.add({ id, level: priority, maxAttempts, backoffMs: backoffMs[backoff] }, due);
  }

  async #step({ want, finished }: Of<'step'>): Promise<void> {
    const { model } = this;
    const handedIn = finished.flatMap(({ claim, outcome }) => {
      const lease = this.#pick(this.#claims, claim);
      return lease ? [{ ...lease, outcome: outcomes[outcome] as Outcome }] : [];
    });
    const request = { queue: this.queue, workerId: 'w', want, leaseMs, finished: handedIn };
    const { accepted, claimed, nextDueMs } = await leases.step(request);
    model.hasWorker ||= this.#ids.length > 0;

    // Completed jobs are taken in first.
    const expected = handedIn.map(() => false);
    for (const completed of [true, false]) {
      handedIn.forEach(({ id, fence, outcome }, place) => {
        if ((outcome.kind === 'COMPLETED') === completed) expected[place] = model.handIn(id, fence, outcome);
      });
    }
    expect(accepted, 'what was handed in and still held').toEqual(expected);
    expect(nextDueMs).toBe(model.promote());
    model.reclaim();
    const inHundreds = Math.floor(model.wanted / 100) !== Math.floor((model.wanted + want) / 100);
    if (handedIn.length > 0 || inHundreds) model.prune();
    this.#checkOrder(
      claimed.map(({ id }) => id),
      want,
    );
    for (const { id, fence, attempt, maxAttempts } of claimed) {
      const job = model.jobs.get(id) as ModelJob;
      expect(this.#claims, 'a fencing token of its own').not.toContainEqual({ id, fence });
      expect({ attempt, maxAttempts }).toEqual({ attempt: job.attempt + 1, maxAttempts: job.maxAttempts });
      model.claim(id, fence, leaseMs);
      this.#claims.push({ id, fence });
    }
  }

  /** As many as there are, the highest level first and in it the first come; but some may be for the lower levels. */
  #checkOrder(ids: readonly string[], want: number): void {
    const { model } = this;
    const waiting = model.in('WAITING');
    const taken = ids.map((id) => waiting.find((job) => job.id === id));
    expect(taken, 'jobs that wait').not.toContain(undefined);
    expect(ids.length).toBe(model.paused ? 0 : Math.min(want, waiting.length));
    // A queue that never had a job counts nothing.
    if (model.paused || want === 0 || this.#ids.length === 0) return;
    const share = Math.floor((model.wanted + want) / 10) - Math.floor(model.wanted / 10);
    model.wanted += want;
    const levels = taken.slice(share).map((job) => job?.level ?? -1);
    expect(levels).toEqual(levels.toSorted((a, b) => b - a));
    const left = waiting.filter(({ id }) => !ids.includes(id));
    const highestLeft = Math.max(-1, ...left.map(({ level }) => level));
    for (const level of levels) expect(level).toBeGreaterThanOrEqual(highestLeft);
    for (const job of taken) {
      if (!job?.placeKnown) continue;
      const passed = left.filter((each) => each.level === job.level && each.placeKnown && each.place < job.place);
      expect(passed, 'nobody of the same level is passed over').toEqual([]);
    }
  }

  async #touch({ claims, renew }: Of<'touch'>): Promise<void> {
    const held = claims.flatMap((claim) => this.#pick(this.#claims, claim) ?? []);
    if (held.length === 0) return;
    const answers = await leases.touch(this.queue, renew ? leaseMs : 0, held);
    const expected = held.map(({ id, fence }) => {
      const job = this.model.held(id, fence);
      if (!job) return 'LEASE_LOST';
      if (renew) job.at = this.model.now + leaseMs;
      return job.cancelRequested ? 'CANCEL_REQUESTED' : 'HELD';
    });
    expect(answers).toEqual(expected);
  }

  async #steer({ do: what, job }: Of<'cancel' | 'retry'>): Promise<void> {
    const id = this.#pick(this.#ids, job);
    if (!id) return;
    const answer = await jobs[what](id).then(
      () => true,
      (error: unknown) => (error instanceof Refusal ? error.problems[0]?.code : error),
    );
    const done = this.model[what](id);
    expect(answer).toBe(done === null ? 'NOT_FOUND' : done || 'ILLEGAL_STATE');
  }

  async #eachDead({ do: what, limit }: Of<'replay' | 'purge'>): Promise<void> {
    const oldest = this.model.in('DEAD').slice(0, limit);
    const method = what === 'replay' ? 'replayDead' : 'purgeDead';
    expect(await jobs[method](this.queue, null, limit)).toHaveLength(oldest.length);
    for (const { id } of oldest) {
      if (what === 'replay') this.model.retry(id);
      else this.model.jobs.delete(id);
    }
  }

  async #pause(paused: boolean): Promise<void> {
    if (this.#ids.length === 0) return;
    await jobs.setPaused(this.queue, paused);
    this.model.paused = paused;
  }

  #pick<T>(values: readonly T[], index: number): T | undefined {
    // The newest are the likeliest to be of interest.
    return values[values.length - 1 - (index % Math.max(1, values.length))];
  }
}

// Many round trips, which take their time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 60_000 });

describe('a queue against a model', () => {
  it('moves each job as it should, once, and counts them right', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 60 }), async (commands) => {
        const world = new World();
        await world.wait(0);
        for (const each of commands) await world.run(each);
        await world.compareEvents();
      }),
      { numRuns: 60 },
    );
  });
});
