// Topics between services. A topic is a capped stream in Redis, so that a reader who comes back continues where it was, and a channel,
// which says that there is something new.

import { Batch } from '../base/batch.ts';
import { Feed, type FeedPage, type FeedSettings } from '../base/feed.ts';
import type { RedisHandle } from '../base/handle.ts';
import { digestOfJson, encodeJson } from '../base/json-text.ts';
import { partOfKey } from '../base/parts.ts';
import { Refusal, rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { streamCursor, streamTimeMs } from '../base/stream-cursor.ts';
import { isText } from '../base/text.ts';
import { partCursor } from './cursor.ts';
import { messageKeys } from './keys.ts';
import { TopicReader } from './reading.ts';
import { type KeptMessages, type Message, messageLimits } from './shapes.ts';
import { checkTopic, Topics, topicChannel } from './topic.ts';

const publishScript = loadScript('message/publish');

/** The entry of messages that were added, the number of the first, and place and cursor of each that was there before. */
type Added = ['OK', id: string, number: number, ...before: (number | string)[]] | ['PARTS'];

type Published = Omit<Message, 'payload'>;

interface PublishCall {
  readonly topic: string;
  readonly text: string;
  readonly key: string | null;
  /** What chooses the part; the next one where absent. */
  readonly partKey: string | null;
  readonly part: string;
  /** The parts that the topic was taken to have. */
  readonly parts: readonly string[];
  readonly tries: number;
}

/** How a message is published. */
export interface PublishSettings {
  /**
   * Given again for the same topic within a day, the message that was published first is answered and none is added: so publish again
   * where no answer came.
   */
  readonly idempotencyKey?: string | null;
  /** In a topic of several parts, messages of one key go to one part, in their order. Otherwise it says nothing. */
  readonly partKey?: string | null;
}

/** Where a subscription begins. */
export interface SubscribeSettings {
  /** The cursor of an earlier message: what came after it comes first. From now on where absent. */
  readonly after?: string | null;
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
}

export class Messages {
  readonly #redis: RedisHandle;
  readonly #kept: KeptMessages;
  readonly #topics: Topics;
  readonly #reader: TopicReader;
  readonly #publishing: Batch<PublishCall, Published>;
  /** To which part the next message without a key goes. */
  #next = 0;

  /** `kept` says what stays of the topics that are published to here (`messageLimits.kept`). */
  constructor(redis: RedisHandle, kept: Partial<KeptMessages> = {}) {
    this.#redis = redis;
    this.#kept = { ...messageLimits.kept, ...kept };
    this.#topics = new Topics(redis);
    this.#reader = new TopicReader(redis, this.#topics);
    this.#publishing = new Batch<PublishCall, Published>({
      group: ({ part }) => redis.groupOf(messageKeys.topic(redis.prefix, part)),
      run: (calls) => this.#publishAll(calls),
      maxCalls: messageLimits.publishBatch,
      inOrder: true,
      weightOf: ({ text }) => 1 + Math.floor(text.length / messageLimits.publishUnitBytes),
      size: { bytesOf: ({ text }) => text.length, maxBytes: messageLimits.page.bytes },
    });
  }

  /**
   * Makes a topic of several parts. Messages are dealt out among them, and each part keeps the promises of a topic for its own messages.
   * Their number does not change. If the topic has this number of parts already, nothing happens.
   * @throws Refusal INVALID, LIMIT_EXCEEDED, or ILLEGAL_STATE if the topic is there with another number of parts.
   */
  create(topic: string, parts: number): Promise<void> {
    return this.#topics.create(topic, parts);
  }

  /**
   * Adds a message to the end of a topic and wakes its readers. Messages of one caller keep their order, in a topic of several parts those
   * of one key.
   * @param payload any JSON but null
   * @throws Refusal INVALID or LIMIT_EXCEEDED that names `topic`, `payload`, `idempotencyKey` or `partKey`, CONFLICT where another payload was
   * published under the key. Overloaded where too much waits to be sent.
   */
  async publish(topic: string, payload: unknown, settings: PublishSettings = {}): Promise<Message> {
    checkTopic(topic);
    const { idempotencyKey: key = null, partKey = null } = settings;
    checkKey(key, 'idempotencyKey');
    checkKey(partKey, 'partKey');
    if (payload === null)
      refuse('INVALID', 'payload must not be null: give an object, or another JSON value', 'payload');
    const advice = 'store it elsewhere and publish where it is';
    const text = encodeJson('payload', payload, messageLimits.payloadBytes, advice);
    const adding = this.#topics.add(topic);
    if (adding) await adding;
    return { ...(await this.#send({ topic, text, key, partKey: partKey ?? key }, 1)), payload };
  }

  /** All messages of a topic from a cursor or from now on, in their order, until it is left or the signal aborts. */
  subscribe(topic: string, { after, signal }: SubscribeSettings = {}): AsyncIterableIterator<Message> {
    const listen = this.#redis.listen.bind(this.#redis);
    const settings = { ...this.feed(topic), head: () => this.#reader.start(topic, after) };
    const feed = new Feed<Message>(listen, settings, () => signal?.removeEventListener('abort', end));
    const end = (): void => feed.close();
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end);
    return feed;
  }

  /** A topic as a stream of live delivery. */
  feed(topic: string): FeedSettings<Message> {
    return {
      channels: this.#topics.parts(topic).map((part) => topicChannel(this.#redis, part)),
      head: () => this.#reader.head(topic),
      read: (position, limit) => this.read(topic, position, limit),
      heard: (text, position) => this.#reader.heard(topic, text, position),
    };
  }

  /**
   * The cursor at which a subscription begins: the one that was given, or that of the newest message.
   * @throws Refusal INVALID that names `topic` or `after`.
   */
  start(topic: string, after?: string | null): Promise<string> {
    return this.#reader.start(topic, after);
  }

  /**
   * Messages after a cursor, oldest first; long ones may be fewer than there are. Reads of one tick are one script. Those of a topic of
   * several parts are in the order of each part, and by time among the parts of one page.
   * @throws Refusal INVALID that names `topic`, `after` or `limit`.
   */
  read(topic: string, after: string, limit: number = messageLimits.page.messages): Promise<FeedPage<Message>> {
    return this.#reader.read(topic, after, limit);
  }

  /** The names of all topics, by name. */
  topicNames(): Promise<string[]> {
    return this.#topics.names();
  }

  #send(message: Pick<PublishCall, 'topic' | 'text' | 'key' | 'partKey'>, tries: number): Promise<Published> {
    const parts = this.#topics.parts(message.topic);
    let part = parts[0] as string;
    if (parts.length > 1) {
      this.#next += 1;
      const { partKey } = message;
      part = partKey === null ? (parts[this.#next % parts.length] as string) : partOfKey(parts, partKey);
    }
    return this.#publishing.add({ ...message, part, parts, tries });
  }

  /** To the parts that the topic has by now. Those that were sent together keep their order in each part. */
  async #sendAgain(call: PublishCall, renewed: Promise<void>): Promise<Published> {
    const { topic, text, key, partKey, tries } = call;
    await renewed;
    if (tries >= messageLimits.dealTries)
      refuse('ILLEGAL_STATE', 'The parts of the topic are about to change. Publish the message again.', 'topic');
    return this.#send({ topic, text, key, partKey }, tries + 1);
  }

  async #publishAll(calls: readonly PublishCall[]): Promise<(Published | Promise<Published> | Refusal)[]> {
    const { prefix } = this.#redis;
    const byPart = new Map<string, PublishCall[]>();
    for (const call of calls) {
      const name = `${call.part} ${call.parts.length}`;
      const others = byPart.get(name);
      if (others) others.push(call);
      else byPart.set(name, [call]);
    }
    const { messages, ageMs, bytes } = this.#kept;
    const args: ScriptArgument[] = [
      messages,
      ageMs,
      bytes,
      messageLimits.unusedMs,
      messageLimits.keyMs,
      messageLimits.keys,
      messageLimits.droppedAtOnce,
      messageLimits.toldBytes,
    ];
    const all = [...byPart.values()] as [PublishCall, ...PublishCall[]][];
    for (const some of all) {
      const keyed = some.flatMap(({ key, text }, place) => (key === null ? [] : [place + 1, key, digestOfJson(text)]));
      const { part, parts } = some[0];
      const texts = some.map(({ text }) => text);
      args.push(topicChannel(this.#redis, part), parts.length, some.length, ...texts, keyed.length / 3, ...keyed);
    }
    const bases = all.map(([{ part }]) => messageKeys.topic(prefix, part));
    const added = (await this.#redis.run(publishScript, bases, args)) as Added[];
    const results = new Map<PublishCall, Published | Promise<Published> | Refusal>();
    const renewals = new Map<string, Promise<void>>();
    for (const [index, some] of all.entries()) {
      const reply = added[index] as Added;
      for (const [call, result] of reply[0] === 'OK' ? resultsOf(some, reply) : []) results.set(call, result);
      if (reply[0] === 'OK') continue;
      const [{ topic }] = some;
      const renewed = renewals.get(topic) ?? this.#topics.renew(topic);
      renewals.set(topic, renewed);
      for (const call of some) results.set(call, this.#sendAgain(call, renewed));
    }
    return calls.map((call) => results.get(call) as Published | Promise<Published> | Refusal);
  }
}

/** @param calls those of one part, as they were sent */
function* resultsOf(
  calls: readonly PublishCall[],
  [, id, first, ...before]: Extract<Added, readonly ['OK', ...unknown[]]>,
): Generator<[PublishCall, Published | Refusal]> {
  let number = first;
  for (const [index, call] of calls.entries()) {
    const known = before.indexOf(index + 1);
    const cursor = known < 0 ? streamCursor(id, number++) : (before[known + 1] as string);
    const { topic, part, parts } = call;
    const name = partCursor({ cursor, place: parts.indexOf(part), count: parts.length });
    yield [
      call,
      cursor === '' ? otherPayload() : { cursor: name, at: new Date(streamTimeMs(cursor)), topic, missed: 0 },
    ];
  }
}

/** @throws Refusal INVALID that names the key. */
function checkKey(key: string | null, field: 'idempotencyKey' | 'partKey'): void {
  const { keyLength } = messageLimits;
  if (key !== null && !isText(key, keyLength))
    refuseBut(
      [rangeOf(1, keyLength, 'characters')],
      'INVALID',
      `${field} must be 1 to ${keyLength} characters, none of them half of an emoji`,
      field,
    );
}

function otherPayload(): Refusal {
  const message = 'another payload was published under this idempotencyKey before: give each message a key of its own';
  return new Refusal({ code: 'CONFLICT', message, field: ['idempotencyKey'] });
}
