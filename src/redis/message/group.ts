// Groups: the processes of one service share a topic's messages. Each message is given to one of them for the time of a lease,
// again to another where it was not acknowledged by then, and is a dead letter once its attempts are used up.

import { checkEntries, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { StreamWalk, streamCursor, streamTimeMs } from '../base/stream-cursor.ts';
import { cutText } from '../base/text.ts';
import { messageKeys } from './keys.ts';
import { type Message, type MessageEntry, messageLimits, readEntries, readPayload } from './shapes.ts';
import { checkTopic, Topics, topicChannel } from './topic.ts';

const stepScript = loadScript('message/step');
const deadScript = loadScript('message/dead');

/** A group of one topic. */
export interface GroupAddress {
  readonly topic: string;
  readonly group: string;
}

/** A message that a consumer of a group holds. */
export interface Delivery extends Message {
  /** 1 for the first time. */
  readonly attempt: number;
}

/** How an attempt ended that did not end in an acknowledgement. `GIVEN_BACK` does not count as one. */
export type DeliveryOutcome =
  | { readonly kind: 'ACKNOWLEDGED' }
  | { readonly kind: 'FAILED'; readonly error: string; readonly retry: boolean; readonly delayMs: number }
  | { readonly kind: 'GIVEN_BACK' };

export interface EndedDelivery {
  readonly delivery: Pick<Delivery, 'cursor' | 'attempt'>;
  readonly outcome: DeliveryOutcome;
}

export interface GroupStepRequest extends GroupAddress {
  /**
   * Where a group begins that is not there: behind the newest message, or with the oldest that is there. `LOST` is for one that
   * was there and is gone with Redis' data: it begins with the oldest, and is told that it missed some.
   */
  readonly from: 'NEWEST' | 'OLDEST' | 'LOST';
  readonly want: number;
  readonly leaseMs: number;
  readonly maxAttempts: number;
  readonly ended: readonly EndedDelivery[];
  /** Leases to renew. */
  readonly renewed: readonly Pick<Delivery, 'cursor' | 'attempt'>[];
}

export interface GroupStepAnswer {
  /** For each lease to renew whether it was still held. */
  readonly held: readonly boolean[];
  readonly taken: readonly Delivery[];
  /** When one that is pending is due, in milliseconds from now; null where none is pending. */
  readonly nextDueMs: number | null;
}

export interface DeadLetter extends Omit<Delivery, 'missed'> {
  /** Give it as `after` for those that died later. */
  readonly id: string;
  /** What the last attempt ended with. */
  readonly error: string;
  readonly diedAt: Date;
}

type StepReply =
  | [
      outcome: 'OK',
      lost: number[],
      again: (string | number)[],
      fresh: MessageEntry[],
      missed: number,
      nextDueMs: number,
    ]
  | [outcome: 'LIMIT_EXCEEDED'];

export class MessageGroups {
  readonly #redis: RedisHandle;
  readonly #topics: Topics;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#topics = new Topics(redis);
  }

  /**
   * Hands in what has ended and takes what is next, in one round trip: what a consumer does, over and over.
   * @throws Refusal INVALID or LIMIT_EXCEEDED that names `topic` or `group`.
   */
  async step(request: GroupStepRequest): Promise<GroupStepAnswer> {
    const { topic, group, ended, renewed } = request;
    checkAddress(request);
    checkStep(request);
    await this.#topics.add(topic);
    const { unusedMs, groupsPerTopic, pending, page, dead, droppedAtOnce } = messageLimits;
    const acknowledged: string[] = [];
    const others: ScriptArgument[] = [];
    for (const { delivery, outcome } of ended) {
      // What was never given out is held by nobody.
      if (!isAttempt(delivery)) continue;
      if (outcome.kind === 'ACKNOWLEDGED') acknowledged.push(delivery.cursor);
      else if (outcome.kind === 'GIVEN_BACK') others.push('b', delivery.cursor, delivery.attempt, 0, '');
      else {
        const { error, retry, delayMs } = outcome;
        const text = cutText(error, messageLimits.errorLength);
        // What is no time counts as none.
        const waitMs = delayMs >= 0 ? Math.min(Math.ceil(delayMs), messageLimits.backoffMaxMs) : 0;
        others.push(retry ? 'f' : 'x', delivery.cursor, delivery.attempt, waitMs, text);
      }
    }
    const reply = (await this.#redis.run(
      stepScript,
      [messageKeys.topic(this.#redis.prefix, topic)],
      [
        group,
        unusedMs,
        request.from.toLowerCase(),
        groupsPerTopic,
        pending,
        request.want,
        page.bytes,
        request.leaseMs,
        request.maxAttempts,
        dead.messages,
        dead.bytes,
        droppedAtOnce,
        acknowledged.length,
        ...acknowledged,
        renewed.length,
        ...renewed.flatMap((each) => (isAttempt(each) ? [each.cursor, each.attempt] : ['', ''])),
        ...others,
      ],
    )) as StepReply;
    if (reply[0] === 'LIMIT_EXCEEDED')
      return refuse('LIMIT_EXCEEDED', `group is new, and the topic has ${groupsPerTopic}, the most`, 'group');
    const [, lost, again, fresh, missed, nextDueMs] = reply;
    const { taken, unreadable } = readTaken(topic, again, fresh, missed);
    // Dead letters, so that no consumer meets them again.
    if (unreadable.length > 0) await this.step({ ...request, want: 0, renewed: [], ended: unreadable });
    return {
      held: renewed.map((_each, place) => !lost.includes(place)),
      taken,
      nextDueMs: nextDueMs < 0 ? null : nextDueMs,
    };
  }

  /** Dead letters of a group, oldest first, at most 100 at a time. @throws Refusal INVALID that names `topic`, `group` or `after`. */
  async dead({ topic, group }: GroupAddress, after?: string): Promise<DeadLetter[]> {
    checkAddress({ topic, group });
    if (after !== undefined && !/^\d{1,15}-\d{1,9}$/.test(after))
      refuse('INVALID', 'after must be the id of a dead letter', 'after');
    const from = after === undefined ? '-' : `(${after}`;
    const key = messageKeys.dead(this.#redis.prefix, topic, group);
    const rows = await this.#redis.client.xrange(key, from, '+', 'COUNT', messageLimits.deadPage);
    return rows.map(([id, [, cursor = '', , attempt, , error = '', , payload = 'null']]) => ({
      id,
      cursor,
      topic,
      payload: readPayload(payload)?.value ?? null,
      at: new Date(streamTimeMs(cursor)),
      attempt: Number(attempt),
      error,
      diedAt: new Date(streamTimeMs(id)),
    }));
  }

  /** Gives the oldest dead letters out again, with all their attempts. Returns how many. */
  replayDead(address: GroupAddress, limit: number = messageLimits.deadPage): Promise<number> {
    return this.#moveDead(address, 'r', limit);
  }

  /** Drops the oldest dead letters. Returns how many. */
  purgeDead(address: GroupAddress, limit: number = messageLimits.deadPage): Promise<number> {
    return this.#moveDead(address, 'd', limit);
  }

  async #moveDead({ topic, group }: GroupAddress, action: 'r' | 'd', limit: number): Promise<number> {
    checkAddress({ topic, group });
    checkWhole(limit, 'limit', 1, messageLimits.deadPage);
    const { prefix } = this.#redis;
    const { unusedMs, dead } = messageLimits;
    const args = [group, unusedMs, topicChannel(this.#redis, topic), action, limit, dead.messages];
    return (await this.#redis.run(deadScript, [messageKeys.topic(prefix, topic)], args)) as number;
  }
}

/** @throws Refusal INVALID that names `topic` or `group`. */
export function checkAddress({ topic, group }: GroupAddress): void {
  checkTopic(topic);
  if (!isName(group)) refuseBut(nameLengths, 'INVALID', `group ${nameRule}`, 'group');
}

interface Taken {
  readonly taken: Delivery[];
  readonly unreadable: EndedDelivery[];
}

/** `again` are cursor, attempt, missed and payload of each message that is given out again; `missed` lie before the first fresh one. */
function readTaken(
  topic: string,
  again: readonly (string | number)[],
  fresh: readonly MessageEntry[],
  missed: number,
): Taken {
  const taken: Delivery[] = [];
  const unreadable: EndedDelivery[] = [];
  const outcome = { kind: 'FAILED', error: 'Its payload cannot be read', retry: false, delayMs: 0 } as const;
  for (let place = 0; place < again.length; place += 4) {
    const [cursor, attempt, before, text] = again.slice(place, place + 4) as [string, number, number, string];
    const payload = readPayload(text);
    const at = new Date(streamTimeMs(cursor));
    if (payload) taken.push({ cursor, topic, payload: payload.value, at, attempt, missed: before });
    else unreadable.push({ delivery: { cursor, attempt }, outcome });
  }
  const [first] = fresh;
  if (!first) return { taken, unreadable };
  const walk = new StreamWalk(streamCursor('0-0', first[1] - 1));
  const read = readEntries(topic, fresh, walk);
  for (const [place, message] of read.messages.entries())
    taken.push({ ...message, missed: place === 0 ? missed : message.missed, attempt: 1 });
  for (const cursor of read.unreadable) unreadable.push({ delivery: { cursor, attempt: 1 }, outcome });
  return { taken, unreadable };
}

function isAttempt({ attempt }: Pick<Delivery, 'attempt'>): boolean {
  return Number.isInteger(attempt) && attempt >= 1 && attempt <= messageLimits.attemptsMax;
}

/** @throws Refusal INVALID that names the number. */
function checkStep({ want, leaseMs, maxAttempts, ended, renewed }: GroupStepRequest): void {
  const check = (field: string, value: number, from: number, to: number): void => {
    if (!Number.isInteger(value) || value < from || value > to)
      refuseBut([rangeOf(from, to)], 'INVALID', `${field} must be a whole number from ${from} to ${to}`, field);
  };
  checkEntries(ended, 'ended');
  checkEntries(renewed, 'renewed');
  check('want', want, 0, messageLimits.concurrencyMax);
  check('leaseMs', leaseMs, 1, messageLimits.leaseMaxMs);
  check('maxAttempts', maxAttempts, 1, messageLimits.attemptsMax);
}
