// One step of a group in one part of a topic: a script hands in what has ended and takes what is next.

import type { RedisHandle } from '../base/handle.ts';
import { readPartCount } from '../base/parts.ts';
import { refuse } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { StreamWalk, streamCursor, streamTimeMs } from '../base/stream-cursor.ts';
import { cutText } from '../base/text.ts';
import { parsePartCursor, partCursor } from './cursor.ts';
import type { Delivery, EndedDelivery, GroupStepAnswer, GroupStepRequest } from './group-shapes.ts';
import { messageKeys } from './keys.ts';
import { type MessageEntry, messageLimits, readEntries, readPayload } from './shapes.ts';

const stepScript = loadScript('message/step');

/** A part of a topic: its name, which of how many it is. */
export interface TopicPart {
  readonly name: string;
  readonly place: number;
  readonly count: number;
}

/** What is asked of a part of a topic; cursors are those of its stream. */
export type PartRequest = GroupStepRequest;

export interface PartAnswer {
  /** The places of the renewals whose lease was lost. */
  readonly lost: readonly number[];
  readonly taken: readonly Delivery[];
  /** Those whose payload cannot be read. */
  readonly unreadable: readonly EndedDelivery[];
  readonly nextDueMs: number | null;
  /** How many parts the topic has; 0 where the part holds nothing that tells. */
  readonly count: number;
}

type StepReply =
  | [
      outcome: 'OK',
      lost: number[],
      again: (string | number)[],
      fresh: MessageEntry[],
      missed: number,
      nextDueMs: number,
      count: number,
    ]
  | [outcome: 'LIMIT_EXCEEDED'];

/** @throws Refusal LIMIT_EXCEEDED that names `group`. */
export async function stepPart(redis: RedisHandle, part: TopicPart, request: PartRequest): Promise<PartAnswer> {
  const { topic, group, ended, renewed } = request;
  const { unusedMs, groupsPerTopic, pending, page, dead, droppedAtOnce } = messageLimits;
  const { acknowledged, others } = outcomesOf(ended);
  const reply = (await redis.run(
    stepScript,
    [messageKeys.topic(redis.prefix, part.name)],
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
  const [, lost, again, fresh, missed, nextDueMs, count] = reply;
  const { taken, unreadable } = readTaken(topic, again, fresh, missed);
  return {
    lost,
    taken: taken.map((delivery) => ({ ...delivery, cursor: partCursor({ ...part, cursor: delivery.cursor }) })),
    unreadable,
    nextDueMs: nextDueMs < 0 ? null : nextDueMs,
    count: count === 0 ? 0 : readPartCount(count),
  };
}

function outcomesOf(ended: readonly EndedDelivery[]) {
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
  return { acknowledged, others };
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

/** What one step does in the parts of a topic, and what they answer. */
export class GroupStep {
  readonly #request: GroupStepRequest;
  readonly #parts: readonly TopicPart[];
  readonly #ask: (part: TopicPart, request: PartRequest) => Promise<PartAnswer>;
  readonly #answers: PartAnswer[] = [];
  readonly #lost = new Set<number>();
  readonly #undone: number[] = [];
  #fault: unknown;

  constructor(
    request: GroupStepRequest,
    parts: readonly TopicPart[],
    ask: (part: TopicPart, request: PartRequest) => Promise<PartAnswer>,
  ) {
    this.#request = request;
    this.#parts = parts;
    this.#ask = ask;
  }

  /** @param round the parts in the order in which they are asked for messages. @throws where none of those that are asked answers. */
  async run(round: readonly TopicPart[]): Promise<GroupStepAnswer> {
    const { want, ended, renewed } = this.#request;
    const shares = this.#shares();
    const [first, ...others] = round as [TopicPart, ...TopicPart[]];
    const asked = want > 0 || shares.size === 0 ? [first] : [];
    const handedIn = this.#parts.filter((part) => shares.has(part.place) && !asked.includes(part));
    const ask = (part: TopicPart, most: number): Promise<void> => {
      const share = shares.get(part.place);
      shares.delete(part.place);
      return this.#askPart(part, most, share);
    };
    await Promise.all([...asked.map((part) => ask(part, want)), ...handedIn.map((part) => ask(part, 0))]);
    for (const part of others) if (this.#missing() > 0) await ask(part, this.#missing());
    if (this.#answers.length === 0) throw this.#fault;
    const due = this.#answers.flatMap(({ nextDueMs }) => (nextDueMs === null ? [] : [nextDueMs]));
    return {
      held: renewed.map((_each, place) => !this.#lost.has(place)),
      taken: this.#answers.flatMap(({ taken }) => taken),
      nextDueMs: due.length > 0 ? Math.min(...due) : null,
      undone: this.#undone.filter((place) => place < ended.length),
    };
  }

  #missing(): number {
    return this.#answers.reduce((left, { taken }) => left - taken.length, this.#request.want);
  }

  async #askPart(part: TopicPart, want: number, share: Share = { ended: [], renewed: [] }): Promise<void> {
    const { ended, renewed } = this.#request;
    try {
      const answer = await this.#ask(part, {
        ...this.#request,
        want,
        ended: share.ended.map((place) => {
          const { delivery, outcome } = ended[place] as EndedDelivery;
          return { delivery: this.#inStream(delivery), outcome };
        }),
        renewed: share.renewed.map((place) => this.#inStream(renewed[place] as Held)),
      });
      this.#answers.push(answer);
      for (const index of answer.lost) this.#lost.add(share.renewed[index] as number);
    } catch (error) {
      this.#fault ??= error;
      // Whether a lease is held still is not known: it counts as held.
      this.#undone.push(...share.ended);
    }
  }

  /** The places of what is handed in, by the place of its part. What is of no part of the topic is of none that anybody holds. */
  #shares(): Map<number, Share> {
    const shares = new Map<number, Share>();
    const shareOf = (cursor: string): Share | undefined => {
      const place = this.#placeOf(cursor);
      if (place === undefined) return undefined;
      const share = shares.get(place) ?? { ended: [], renewed: [] };
      shares.set(place, share);
      return share;
    };
    for (const [place, { delivery }] of this.#request.ended.entries()) shareOf(delivery.cursor)?.ended.push(place);
    for (const [place, { cursor }] of this.#request.renewed.entries()) {
      const share = shareOf(cursor);
      if (share) share.renewed.push(place);
      else this.#lost.add(place);
    }
    return shares;
  }

  #inStream({ cursor, attempt }: Held): Held {
    const named = this.#parts.length > 1 ? parsePartCursor(cursor) : null;
    return { cursor: named?.cursor ?? cursor, attempt };
  }

  #placeOf(cursor: string): number | undefined {
    if (this.#parts.length === 1) return 0;
    const named = parsePartCursor(cursor);
    if (named) return named.count === this.#parts.length ? named.place : undefined;
    // Given out before the topic had several parts.
    return 0;
  }
}

type Held = Pick<Delivery, 'cursor' | 'attempt'>;

/** Places of what is handed in to one part. */
interface Share {
  readonly ended: number[];
  readonly renewed: number[];
}
