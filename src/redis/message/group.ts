// Groups: the processes of one service share a topic's messages. Each message is given to one of them for the time of a lease,
// again to another where it was not acknowledged by then, and is a dead letter once its attempts are used up.

import { randomInt } from 'node:crypto';
import { checkEntries, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { streamTimeMs } from '../base/stream-cursor.ts';
import { JoinedCursor, partCursor } from './cursor.ts';
import type { Delivery, GroupAddress, GroupStepAnswer, GroupStepRequest } from './group-shapes.ts';
import { GroupStep, type PartAnswer, type PartRequest, stepPart, type TopicPart } from './group-step.ts';
import { messageKeys } from './keys.ts';
import { messageLimits, readPayload } from './shapes.ts';
import { checkTopic, Topics, topicChannel } from './topic.ts';

const deadScript = loadScript('message/dead');

/** A message whose attempts all failed. */
export interface DeadLetter extends Omit<Delivery, 'missed'> {
  /** Give it as `after` for those that died later. */
  readonly id: string;
  /** What the last attempt ended with. */
  readonly error: string;
  readonly diedAt: Date;
}

export class MessageGroups {
  readonly #redis: RedisHandle;
  readonly #topics: Topics;
  /** In how many parts a group is, and with which the next step begins, by topic and group. */
  readonly #joined = new Map<string, { readonly count: number; turn: number }>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#topics = new Topics(redis);
  }

  /**
   * Hands in what has ended and takes what is next, in one round trip: what a consumer does, over and over. Of a topic of several parts each
   * call begins to take with the next one, and continues with others while it has not got as many as it wants.
   * @throws Refusal INVALID or LIMIT_EXCEEDED that names `topic` or `group`.
   */
  async step(request: GroupStepRequest): Promise<GroupStepAnswer> {
    checkAddress(request);
    checkStep(request);
    await this.#topics.add(request.topic);
    const parts = this.#partsOf(request.topic);
    await this.#join(request, parts);
    return new GroupStep(request, parts, (part, some) => this.#stepPart(part, some)).run(this.#roundOf(request, parts));
  }

  /** The channels that tell of new messages of a topic, as far as its parts are known. */
  channelsOf(topic: string): readonly string[] {
    return this.#topics.parts(topic).map((part) => topicChannel(this.#redis, part));
  }

  #partsOf(topic: string): TopicPart[] {
    const names = this.#topics.parts(topic);
    return names.map((name, place) => ({ name, place, count: names.length }));
  }

  /** Each step begins with another part. */
  #roundOf({ topic, group, want }: GroupStepRequest, parts: readonly TopicPart[]): readonly TopicPart[] {
    if (parts.length === 1) return parts;
    const joined = this.#joined.get(`${topic} ${group}`);
    if (joined && want > 0) joined.turn += 1;
    const first = (joined?.turn ?? 0) % parts.length;
    return [...parts.slice(first), ...parts.slice(0, first)];
  }

  /**
   * Has the group in all parts of a topic of several before any is taken. If more parts come than it was in, nothing was published to them
   * before: it begins with the oldest there.
   */
  async #join(request: GroupStepRequest, parts: readonly TopicPart[]): Promise<void> {
    const name = `${request.topic} ${request.group}`;
    const joined = this.#joined.get(name);
    const isIn = joined?.count === parts.length;
    if (parts.length > 1 && !(isIn && request.from === 'LOST')) {
      const idle = { ...request, want: 0, ended: [], renewed: [] };
      const fromOf = ({ place }: TopicPart) => (joined && !isIn && place > 0 ? 'OLDEST' : request.from);
      await Promise.all(parts.map((part) => this.#stepPart(part, { ...idle, from: fromOf(part) })));
    }
    if (isIn) return;
    if (this.#joined.size >= messageLimits.topics) this.#joined.clear();
    // Processes begin with different parts.
    this.#joined.set(name, { count: parts.length, turn: randomInt(parts.length) });
  }

  async #stepPart(part: TopicPart, request: PartRequest): Promise<PartAnswer> {
    const answer = await stepPart(this.#redis, part, request);
    const { unreadable } = answer;
    // Dead letters, so that no consumer meets them again.
    if (unreadable.length > 0)
      await stepPart(this.#redis, part, { ...request, want: 0, renewed: [], ended: unreadable });
    // There may be some in parts that were not known.
    const isNews = part.place === 0 && this.#topics.learn(request.topic, answer.count);
    return isNews ? { ...answer, nextDueMs: 0 } : answer;
  }

  /** Dead letters of a group, oldest first, at most 100 at a time. @throws Refusal INVALID that names `topic`, `group` or `after`. */
  async dead({ topic, group }: GroupAddress, after?: string): Promise<DeadLetter[]> {
    checkAddress({ topic, group });
    const ids = (after ?? '').split('~');
    if (after !== undefined && !(ids.length <= messageLimits.parts && ids.every((id) => /^\d{1,15}-\d{1,9}$/.test(id))))
      refuse('INVALID', 'after must be the id of a dead letter', 'after');
    const { client, prefix } = this.#redis;
    const start = ids.map((id) => id || '0-0');
    const rows = await this.#topics.readEach(topic, async (part, place) => {
      const key = messageKeys.dead(prefix, part, group);
      const found = await client.xrange(key, `(${start[place] ?? '0-0'}`, '+', 'COUNT', messageLimits.deadPage);
      return found.map(([id, fields]) => ({ place, id, fields }));
    });
    const count = rows.length;
    const joined = new JoinedCursor(Array.from({ length: count }, (_each, place) => start[place] ?? '0-0'));
    const letters = rows.flat().sort((one, other) => streamTimeMs(one.id) - streamTimeMs(other.id));
    return letters.slice(0, messageLimits.deadPage).map(({ place, id, fields }) => {
      const [, cursor = '', , attempt, , error = '', , payload = 'null'] = fields;
      return {
        id: joined.advance(place, id),
        cursor: partCursor({ cursor, place, count }),
        topic,
        payload: readPayload(payload)?.value ?? null,
        at: new Date(streamTimeMs(cursor)),
        attempt: Number(attempt),
        error,
        diedAt: new Date(streamTimeMs(id)),
      };
    });
  }

  /** Gives the oldest dead letters of each part out again, with all their attempts. Returns how many. */
  replayDead(address: GroupAddress, limit: number = messageLimits.deadPage): Promise<number> {
    return this.#moveDead(address, 'r', limit);
  }

  /** Drops the oldest dead letters of each part. Returns how many. */
  purgeDead(address: GroupAddress, limit: number = messageLimits.deadPage): Promise<number> {
    return this.#moveDead(address, 'd', limit);
  }

  async #moveDead({ topic, group }: GroupAddress, action: 'r' | 'd', limit: number): Promise<number> {
    checkAddress({ topic, group });
    checkWhole(limit, 'limit', 1, messageLimits.deadPage);
    const { prefix } = this.#redis;
    const { unusedMs, dead } = messageLimits;
    const move = async (part: string, most: number): Promise<number> => {
      const args = [group, unusedMs, topicChannel(this.#redis, part), action, most, dead.messages];
      return (await this.#redis.run(deadScript, [messageKeys.topic(prefix, part)], args)) as number;
    };
    const [parts, first] = await Promise.all([this.#topics.readParts(topic), move(topic, limit)]);
    let moved = first;
    for (const part of parts.slice(1)) if (moved < limit) moved += await move(part, limit - moved);
    return moved;
  }
}

/** @throws Refusal INVALID that names `topic` or `group`. */
export function checkAddress({ topic, group }: GroupAddress): void {
  checkTopic(topic);
  if (!isName(group)) refuseBut(nameLengths, 'INVALID', `group ${nameRule}`, 'group');
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
