// A topic and a group of it against a model: any mixture of publishing, dropping, consumers that do their work, fail, die or never
// hear the answer, and dead letters that are replayed. Afterwards every message was done once, is dead, or is told as missed.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { MessageGroups } from '../../src/redis/message/group.ts';
import type { Delivery, DeliveryOutcome, EndedDelivery } from '../../src/redis/message/group-shapes.ts';
import { messageKeys } from '../../src/redis/message/keys.ts';
import { Messages } from '../../src/redis/message/message.ts';
import type { Message } from '../../src/redis/message/shapes.ts';
import { ClockedRedis } from '../support/lua-clock.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const clocked = new ClockedRedis(redis.client, redis.prefix);
const messages = new Messages(clocked, { messages: 12, ageMs: 10 * 86_400_000 });
const groups = new MessageGroups(clocked);

const leaseMs = 1_000;
const maxAttempts = 3;
const address = (topic: string) => ({ topic, group: 'all' });

type Command =
  | { readonly do: 'publish'; readonly count: number }
  | { readonly do: 'step'; readonly want: number; readonly outcomes: readonly Ending[]; readonly heard: boolean }
  | { readonly do: 'renew' | 'die' | 'replay' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'read'; readonly reader: number; readonly limit: number };
type Ending = 'ACKNOWLEDGED' | 'FAILED' | 'GIVEN_BACK' | 'HOPELESS' | 'KEPT';

const ending = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Ending>('ACKNOWLEDGED') },
  { weight: 4, arbitrary: fc.constantFrom<Ending>('FAILED', 'GIVEN_BACK', 'HOPELESS', 'KEPT') },
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publish' as const), count: fc.integer({ min: 1, max: 8 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      want: fc.integer({ min: 0, max: 6 }),
      outcomes: fc.array(ending, { maxLength: 6 }),
      heard: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('renew' as const, 'die' as const, 'replay' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1_500 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      reader: fc.integer({ min: 0, max: 1 }),
      limit: fc.integer({ min: 1, max: 9 }),
    }),
  },
);

let unique = 0;

class World {
  readonly #topic = `topic-${unique++}`;
  /** Payloads are numbers from 0 in the order of publishing. */
  #published = 0;
  /** What the group's consumers hold, as far as they know. */
  #held: Delivery[] = [];
  readonly #done = new Set<unknown>();
  readonly #dead = new Set<unknown>();
  /** Cursor to when its lease ends, for whoever got it last. */
  readonly #leases = new Map<string, { attempt: number; endsAt: number }>();
  /** What was told to be missed, by the cursor of the message that it came with, which may be dropped before it is done. */
  readonly #missed = new Map<string, number>();
  /** What those were told who have done their message, or buried it. */
  #told = 0;
  /** Acknowledged after the lease had run out: if it was dropped before that, it was also told as missed. */
  #late = 0;
  readonly #readers = [0, 1].map(() => ({ position: '0-0_0', seen: [] as Message[] }));
  #nowMs = Date.now();

  async open(): Promise<void> {
    await this.wait(0);
    await this.#step(0, [], true);
  }

  async run(each: Command): Promise<void> {
    if (each.do === 'publish') await this.publish(each.count);
    else if (each.do === 'step') await this.#step(each.want, this.#end(each.outcomes), each.heard);
    else if (each.do === 'renew') await this.#renew();
    else if (each.do === 'die') this.#held = [];
    else if (each.do === 'replay') await this.#replay();
    else if (each.do === 'wait') await this.wait(each.ms);
    else if (each.do === 'read') await this.#read(each.reader, each.limit);
  }

  async wait(ms: number): Promise<void> {
    this.#nowMs += ms;
    await clocked.setClock(messageKeys.topics(clocked.prefix), this.#nowMs);
    await clocked.setClock(messageKeys.topic(clocked.prefix, this.#topic), this.#nowMs);
  }

  async publish(count: number): Promise<void> {
    const payloads = Array.from({ length: count }, () => this.#published++);
    await Promise.all(payloads.map((payload) => messages.publish(this.#topic, payload)));
  }

  /** Everybody finishes what there is; then nothing may be left over. */
  async settle(): Promise<void> {
    this.#held = [];
    await this.#finishAll();
    // What was missed behind the last message is told with the next.
    await this.publish(1);
    await this.#finishAll();
    const accounted = this.#done.size + this.#dead.size + this.#told;
    expect(accounted, 'done, dead and missed are all there were').toBeGreaterThanOrEqual(this.#published);
    expect(accounted, 'done, dead and missed are all there were').toBeLessThanOrEqual(this.#published + this.#late);
    for (const reader of [0, 1]) {
      for (let before = -1; before !== this.#readers[reader]?.seen.length; ) {
        before = this.#readers[reader]?.seen.length ?? 0;
        await this.#read(reader, 9);
      }
      const { seen } = this.#readers[reader] as { seen: Message[] };
      expect(
        seen.reduce((sum, { missed }) => sum + missed + 1, 0),
        'read and missed',
      ).toBe(this.#published);
    }
  }

  async #finishAll(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      await this.wait(leaseMs + 1);
      await this.#step(1_000, [], true);
      quiet = this.#held.length === 0 ? quiet + 1 : 0;
      await this.#step(0, this.#end(this.#held.map(() => 'ACKNOWLEDGED' as const)), true);
    }
  }

  #end(outcomes: readonly Ending[]): EndedDelivery[] {
    const ended: EndedDelivery[] = [];
    for (const outcome of outcomes) {
      const delivery = this.#held.shift();
      if (!delivery) break;
      if (outcome === 'KEPT') this.#held.push(delivery);
      else ended.push({ delivery, outcome: outcomeOf(outcome) });
    }
    return ended;
  }

  async #step(want: number, ended: readonly EndedDelivery[], heard: boolean): Promise<void> {
    const request = { ...address(this.#topic), from: 'OLDEST', leaseMs, maxAttempts, renewed: [] } as const;
    const { taken } = await groups.step({ ...request, want, ended });
    for (const { delivery, outcome } of ended) this.#note(delivery as Delivery, outcome);
    await this.#buried();
    expect(taken.length).toBeLessThanOrEqual(want);
    for (const delivery of taken) this.#check(delivery);
    if (heard) this.#held.push(...taken);
  }

  #note(delivery: Delivery, outcome: DeliveryOutcome): void {
    const lease = this.#leases.get(delivery.cursor);
    if (outcome.kind === 'ACKNOWLEDGED') {
      // Whoever acknowledges has done it, though the lease may be another's by now.
      if (lease && lease.endsAt <= this.#nowMs) this.#late += 1;
      if (lease) this.#finish(delivery, this.#done);
    } else if (lease?.attempt === delivery.attempt) {
      if (outcome.kind === 'GIVEN_BACK') this.#leases.set(delivery.cursor, { attempt: lease.attempt - 1, endsAt: 0 });
      else lease.endsAt = 0;
    }
  }

  #finish(delivery: Pick<Delivery, 'cursor' | 'payload'>, where: Set<unknown>): void {
    where.add(delivery.payload);
    this.#told += this.#missed.get(delivery.cursor) ?? 0;
    this.#leases.delete(delivery.cursor);
  }

  #check(delivery: Delivery): void {
    const { cursor, payload, attempt, missed } = delivery;
    expect(this.#done, 'nothing that was acknowledged comes again').not.toContain(payload);
    expect(this.#dead, 'nothing that is dead comes again').not.toContain(payload);
    const lease = this.#leases.get(cursor);
    if (lease) expect(lease.endsAt, 'nothing that is held comes again').toBeLessThanOrEqual(this.#nowMs);
    expect(attempt).toBe((lease?.attempt ?? 0) + 1);
    expect(attempt).toBeLessThanOrEqual(maxAttempts);
    this.#leases.set(cursor, { attempt, endsAt: this.#nowMs + leaseMs });
    this.#missed.set(cursor, missed);
  }

  /** Learns who has died. */
  async #buried(): Promise<void> {
    for (const letter of await groups.dead(address(this.#topic))) {
      if (this.#dead.has(letter.payload)) continue;
      const attempts = this.#leases.get(letter.cursor)?.attempt;
      expect(letter.attempt, 'dead by its last attempt').toBe(attempts);
      this.#finish(letter, this.#dead);
    }
  }

  async #renew(): Promise<void> {
    const renewed = this.#held;
    const request = { ...address(this.#topic), from: 'OLDEST', leaseMs, maxAttempts, want: 0, ended: [] } as const;
    const { held } = await groups.step({ ...request, renewed });
    this.#held = renewed.filter((delivery, place) => {
      const lease = this.#leases.get(delivery.cursor);
      expect(held[place], 'held by the last who got it').toBe(lease?.attempt === delivery.attempt);
      if (held[place] && lease) lease.endsAt = this.#nowMs + leaseMs;
      return held[place];
    });
  }

  async #replay(): Promise<void> {
    const [first] = await groups.dead(address(this.#topic));
    expect(await groups.replayDead(address(this.#topic), 1)).toBe(first ? 1 : 0);
    if (!first) return;
    this.#dead.delete(first.payload);
    this.#leases.set(first.cursor, { attempt: 0, endsAt: 0 });
  }

  async #read(reader: number, limit: number): Promise<void> {
    const own = this.#readers[reader] as { position: string; seen: Message[] };
    const { entries, position } = await messages.read(this.#topic, own.position, limit);
    expect(entries.length).toBeLessThanOrEqual(limit);
    for (const message of entries) {
      const last = (own.seen.at(-1)?.payload as number | undefined) ?? -1;
      expect(message.payload, 'in order, and what is passed over is told').toBe(last + 1 + message.missed);
      own.seen.push(message);
    }
    own.position = position;
  }
}

function outcomeOf(outcome: Exclude<Ending, 'KEPT'>): DeliveryOutcome {
  if (outcome === 'ACKNOWLEDGED' || outcome === 'GIVEN_BACK') return { kind: outcome };
  return { kind: 'FAILED', error: 'as it was told', retry: outcome === 'FAILED', delayMs: 0 };
}

// Many round trips, which take their time where everything else is being tested at the same time.
vi.setConfig({ testTimeout: 60_000 });

describe('a topic and its group against a model', () => {
  it('deliver each message, give none again that was done, and tell exactly what is missed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 50 }), async (commands) => {
        const world = new World();
        await world.open();
        for (const each of commands) await world.run(each);
        await world.settle();
      }),
      { numRuns: 60 },
    );
  });
});
