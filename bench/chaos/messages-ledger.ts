// What is known of each message of the `messages` run while it goes on: who was given it, who is done with it, where it died.

import { setTimeout as wait } from 'node:timers/promises';
import { type Message, MessageGroups, Messages, type RedisHandle } from '../../src/redis/index.ts';
import {
  type ConsumerLine,
  digestOf,
  groups,
  maxAttempts,
  type Payload,
  type PublisherLine,
  topics,
} from './messages-work.ts';

const limits = { pollMs: 100 } as const;

/** A message as readers of its topic got it. */
export interface Seen {
  readonly topic: string;
  readonly payload: Payload;
}

export class Ledger {
  /** Cursors by the keys that were acknowledged, and digests of what was. */
  readonly accepted = new Map<string, { readonly cursor: string; readonly digest: string }>();
  /** By `topic cursor`. */
  readonly seen = new Map<string, Seen>();
  readonly violations: string[] = [];
  /** By `topic group cursor`: that a handler is done, or an acknowledgement was taken. */
  readonly done = new Set<string>();
  /** Likewise: the errors of dead letters, and the accidents that were theirs at most. */
  readonly dead = new Map<string, { readonly error: string; readonly accidents: number }>();
  /** Likewise: the attempt whose acknowledgement was taken while its lease was held for certain. */
  readonly settled = new Map<string, number>();
  /** Deliveries that should not have been. */
  doubled = 0;
  readonly #attempts = new Set<string>();
  /** By `topic group cursor`: how many accidents there had been when it was first given out, as far as that was said. */
  readonly #before = new Map<string, number>();
  #accidents = 0;
  readonly #keys = new Set<string>();

  publisherSaid(text: string): void {
    const line = JSON.parse(text) as PublisherLine;
    if ('fault' in line) this.violations.push(line.fault);
    else this.accepted.set(line.key, line);
  }

  consumerSaid(text: string): void {
    const { event, topic, group, cursor, attempt, missed } = JSON.parse(text) as ConsumerLine;
    const place = `${topic} ${group} ${cursor}`;
    if (event === 'done') this.done.add(place);
    else this.began(place, attempt, missed);
  }

  /** A consumer ended or stood still, or Redis did: each costs a message one attempt at most. */
  accident(): void {
    this.#accidents += 1;
  }

  /** One more was given a message. */
  began(place: string, attempt: number, missed: number): void {
    if (attempt === 1) this.#before.set(place, this.#accidents);
    if (missed > 0) this.violations.push(`${place} comes after ${missed} messages that the group missed`);
    const name = `${place} ${attempt}`;
    if (this.#attempts.has(name)) this.#twice(`attempt ${attempt} of ${place} was given out twice`);
    this.#attempts.add(name);
    // What is said comes late: only a later attempt than the acknowledged one was given out after it.
    const settled = this.settled.get(place);
    if (settled !== undefined && attempt > settled)
      this.#twice(`${place} was acknowledged in attempt ${settled} and came again as attempt ${attempt}`);
  }

  /** Reads each topic from its first message to its last. */
  async read(redis: RedisHandle, signal: AbortSignal): Promise<void> {
    const messages = new Messages(redis);
    await Promise.all(
      topics.map(async (topic) => {
        for await (const message of messages.subscribe(topic, { after: '0-0_0', signal })) this.#see(topic, message);
      }),
    );
  }

  #see(topic: string, { cursor, payload, missed }: Message): void {
    if (missed > 0) this.violations.push(`a reader of ${topic} missed ${missed} before ${cursor}`);
    const { key } = payload as Payload;
    if (this.seen.has(`${topic} ${cursor}`)) this.#twice(`a reader of ${topic} got ${cursor} twice`);
    if (this.#keys.has(key)) this.#twice(`${key} is in ${topic} twice`);
    this.#keys.add(key);
    this.seen.set(`${topic} ${cursor}`, { topic, payload: payload as Payload });
  }

  /** Takes the dead letters down as they come: of many the oldest go. */
  async bury(redis: RedisHandle, signal: AbortSignal): Promise<void> {
    const store = new MessageGroups(redis);
    const last = new Map<string, string>();
    for (let again = true; again; ) {
      again = !signal.aborted;
      for (const topic of topics)
        for (const group of groups) {
          const name = `${topic} ${group}`;
          const letters = await store.dead({ topic, group }, last.get(name)).catch(() => []);
          for (const { id, cursor, error } of letters) {
            last.set(name, id);
            const place = `${name} ${cursor}`;
            if (this.dead.has(place)) this.#twice(`${place} is a dead letter twice`);
            this.dead.set(place, { error, accidents: this.#accidents - (this.#before.get(place) ?? 0) });
          }
        }
      await wait(limits.pollMs);
    }
  }

  /** What was accepted is there as it was sent, and every group is done with it. */
  check(): number {
    let lost = 0;
    for (const [key, { cursor, digest }] of this.accepted) {
      const message = topics
        .map((topic) => this.seen.get(`${topic} ${cursor}`))
        .find((each) => each?.payload.key === key);
      if (message && digestOf(message.payload) === digest) continue;
      lost += 1;
      this.violations.push(`${key} was accepted as ${cursor} and ${message ? 'has another payload' : 'is gone'}`);
    }
    return lost;
  }

  /** Messages that some group has neither handled nor buried. */
  checkGroups(): number {
    let undone = 0;
    for (const [name, { topic, payload }] of this.seen) {
      const cursor = name.slice(topic.length + 1);
      for (const group of groups) {
        const place = `${topic} ${group} ${cursor}`;
        const [done, dead] = [this.done.has(place), this.dead.get(place)];
        if (!done && !dead) {
          undone += 1;
          this.violations.push(`${place} (${payload.kind}) was neither handled nor is it a dead letter`);
        }
        const mayDie = payload.kind === 'hopeless' || payload.kind === 'poison';
        if (dead && !mayDie && !diedByAccidents(payload.kind, dead))
          this.violations.push(
            `${place} is ${payload.kind}, but died after at most ${dead.accidents} accidents: ${dead.error}`,
          );
        if (done && mayDie && !this.settled.has(place))
          this.violations.push(`${place} is ${payload.kind}, but was handled`);
      }
    }
    return undone;
  }

  #twice(fault: string): void {
    this.doubled += 1;
    this.violations.push(fault);
  }
}

/** A consumer that is lost costs an attempt, whatever it died of: with as many as it has attempts a sound message dies, too. */
function diedByAccidents(kind: Payload['kind'], { error, accidents }: { error: string; accidents: number }): boolean {
  const failures = kind === 'flaky' || kind === 'later' ? 1 : 0;
  return error === 'Its consumer ended or did not answer in time' && accidents >= maxAttempts - failures;
}
