// Topics between services. A topic is a capped stream in Redis, so that a reader who was away goes on where it was, and a
// channel, which says that there is something new.

import { Batch } from '../base/batch.ts';
import { RedisClock } from '../base/clock.ts';
import { isCluster } from '../base/connect.ts';
import { Feed, type FeedPage, type FeedSettings } from '../base/feed.ts';
import type { RedisHandle } from '../base/handle.ts';
import { digestOfJson, encodeJson } from '../base/json-text.ts';
import { checkSize } from '../base/page.ts';
import { Refusal, rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { parseStreamCursor, StreamWalk, streamCursor, streamStart, streamTimeMs } from '../base/stream-cursor.ts';
import { isText } from '../base/text.ts';
import { messageKeys } from './keys.ts';
import { type KeptMessages, type Message, type MessageEntry, messageLimits, readEntries } from './shapes.ts';
import { checkTopic, Topics, topicChannel } from './topic.ts';

const publishScript = loadScript('message/publish');
const readScript = loadScript('message/read');

/** The entry of messages that were added, the number of the first, and place and cursor of each that was there before. */
type Added = [id: string, number: number, ...before: (number | string)[]];

interface PublishCall {
  readonly topic: string;
  readonly text: string;
  readonly key: string | null;
}

export interface PublishSettings {
  /**
   * Given again for the same topic within a day, the message that was published first is answered and none is added: so publish again
   * where no answer came.
   */
  readonly idempotencyKey?: string | null;
}

interface ReadCall {
  readonly topic: string;
  readonly after: string;
  readonly limit: number;
}

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
  readonly #clock: RedisClock;
  readonly #publishing: Batch<PublishCall, Omit<Message, 'payload'>>;
  readonly #reading: Batch<ReadCall, FeedPage<Message>>;
  /** The last publishing of each slot of a cluster that is under way. */
  readonly #turns = new Map<number, Promise<unknown>>();
  /** Reads that are not sent yet: who asks for the same shares them. */
  readonly #reads = new Map<string, Promise<FeedPage<Message>>>();

  /** `kept` says what stays of the topics that are published to here (`messageLimits.kept`). */
  constructor(redis: RedisHandle, kept: Partial<KeptMessages> = {}) {
    this.#redis = redis;
    this.#kept = { ...messageLimits.kept, ...kept };
    this.#topics = new Topics(redis);
    this.#clock = new RedisClock(redis.client);
    this.#publishing = new Batch<PublishCall, Omit<Message, 'payload'>>({
      group: ({ topic }) => redis.groupOf(messageKeys.topic(redis.prefix, topic)),
      run: (calls) => this.#inTurn(calls),
      maxCalls: messageLimits.publishBatch,
      weightOf: ({ text }) => 1 + Math.floor(text.length / messageLimits.publishUnitBytes),
      size: { bytesOf: ({ text }) => text.length, maxBytes: messageLimits.page.bytes },
    });
    this.#reading = new Batch({
      group: ({ topic }) => redis.groupOf(messageKeys.topic(redis.prefix, topic)),
      run: (calls) => this.#readAll(calls),
      maxCalls: messageLimits.readBatch,
    });
  }

  /**
   * Adds a message to the end of a topic and wakes its readers. Messages of one caller keep their order.
   * @param payload any JSON but null
   * @throws Refusal INVALID or LIMIT_EXCEEDED that names `topic`, `payload` or `idempotencyKey`, CONFLICT where another payload was
   * published under the key. Overloaded where too much waits to be sent.
   */
  async publish(topic: string, payload: unknown, { idempotencyKey: key }: PublishSettings = {}): Promise<Message> {
    checkTopic(topic);
    const { keyLength } = messageLimits;
    if (key != null && !isText(key, keyLength))
      refuseBut(
        [rangeOf(1, keyLength, 'characters')],
        'INVALID',
        `idempotencyKey must be 1 to ${keyLength} characters, none of them half of an emoji`,
        'idempotencyKey',
      );
    if (payload === null)
      refuse('INVALID', 'payload must not be null: give an object, or another JSON value', 'payload');
    const advice = 'store it elsewhere and publish where it is';
    const text = encodeJson('payload', payload, messageLimits.payloadBytes, advice);
    const adding = this.#topics.add(topic);
    if (adding) await adding;
    return { ...(await this.#publishing.add({ topic, text, key: key ?? null })), payload };
  }

  /** All messages of a topic from a cursor or from now on, in their order, until it is left or the signal aborts. */
  subscribe(topic: string, { after, signal }: SubscribeSettings = {}): AsyncIterableIterator<Message> {
    const listen = this.#redis.listen.bind(this.#redis);
    const settings = { ...this.feed(topic), head: () => this.start(topic, after) };
    const feed = new Feed<Message>(listen, settings, () => signal?.removeEventListener('abort', end));
    const end = (): void => feed.close();
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end);
    return feed;
  }

  /** A topic as a stream of live delivery. */
  feed(topic: string): FeedSettings<Message> {
    return {
      channels: [topicChannel(this.#redis, topic)],
      head: () => this.#head(topic),
      read: (position, limit) => this.read(topic, position, limit),
    };
  }

  /**
   * The cursor at which a subscription begins: the one that was given, or that of the newest message.
   * @throws Refusal INVALID that names `topic` or `after`.
   */
  async start(topic: string, after?: string | null): Promise<string> {
    checkTopic(topic);
    if (after == null) return this.#head(topic);
    const aheadMs = streamTimeMs(parseStreamCursor(after).id) - (await this.#clock.nowMs());
    if (aheadMs > messageLimits.cursorAheadMs)
      refuse('INVALID', 'after lies in the future: give the cursor of an earlier delivery', 'after');
    return after;
  }

  /**
   * Messages after a cursor, oldest first; long ones may be fewer than there are. Reads of one tick are one script.
   * @throws Refusal INVALID that names `topic`, `after` or `limit`.
   */
  async read(topic: string, after: string, limit: number = messageLimits.page.messages): Promise<FeedPage<Message>> {
    // Judged before it joins others.
    checkTopic(topic);
    parseStreamCursor(after);
    checkSize(limit, 'limit');
    const key = `${topic} ${after} ${limit}`;
    const shared = this.#reads.get(key);
    if (shared) return shared;
    const page = this.#reading.add({ topic, after, limit });
    this.#reads.set(key, page);
    return page;
  }

  /** The names of all topics, by name. */
  topicNames(): Promise<string[]> {
    return this.#topics.names();
  }

  async #head(topic: string): Promise<string> {
    const { client, prefix } = this.#redis;
    const [id, last] = await client.hmget(messageKeys.meta(prefix, topic), 'id', 'last');
    return id ? streamCursor(id, Number(last)) : streamStart;
  }

  /** On a cluster a command that is sent again, as after a move of its slot, comes behind later ones: there one waits for the other. */
  async #inTurn(calls: readonly PublishCall[]): Promise<(Omit<Message, 'payload'> | Refusal)[]> {
    if (!isCluster(this.#redis.client)) return this.#publishAll(calls);
    const slot = this.#redis.groupOf(messageKeys.topic(this.#redis.prefix, (calls[0] as PublishCall).topic));
    const before = this.#turns.get(slot) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(() => this.#publishAll(calls));
    this.#turns.set(slot, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(slot) === turn) this.#turns.delete(slot);
    }
  }

  async #publishAll(calls: readonly PublishCall[]): Promise<(Omit<Message, 'payload'> | Refusal)[]> {
    const { prefix } = this.#redis;
    const byTopic = new Map<string, PublishCall[]>();
    for (const call of calls) {
      const others = byTopic.get(call.topic);
      if (others) others.push(call);
      else byTopic.set(call.topic, [call]);
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
    ];
    for (const [topic, all] of byTopic) {
      const keyed = all.flatMap(({ key, text }, place) => (key === null ? [] : [place + 1, key, digestOfJson(text)]));
      args.push(
        topicChannel(this.#redis, topic),
        all.length,
        ...all.map(({ text }) => text),
        keyed.length / 3,
        ...keyed,
      );
    }
    const bases = [...byTopic.keys()].map((topic) => messageKeys.topic(prefix, topic));
    // Sent whole each time: a script that Redis has forgotten is sent again, and its messages would come behind later ones.
    const added = (await this.#redis.client.eval(publishScript.source, bases.length, ...bases, ...args)) as Added[];
    const results = new Map<PublishCall, Omit<Message, 'payload'> | Refusal>();
    for (const [index, [topic, all]] of [...byTopic].entries()) {
      const [id, first, ...before] = added[index] as Added;
      let number = first;
      for (const [place, call] of all.entries()) {
        const known = before.indexOf(place + 1);
        const cursor = known < 0 ? streamCursor(id, number++) : (before[known + 1] as string);
        results.set(call, cursor === '' ? otherPayload() : { ...placeOf(cursor), topic, missed: 0 });
      }
    }
    return calls.map((call) => results.get(call) as Omit<Message, 'payload'> | Refusal);
  }

  async #readAll(calls: readonly ReadCall[]): Promise<(FeedPage<Message> | Error)[]> {
    for (const { topic, after, limit } of calls) this.#reads.delete(`${topic} ${after} ${limit}`);
    // Each reads on at once: together they get a page.
    const args: ScriptArgument[] = [Math.ceil(messageLimits.page.bytes / calls.length)];
    for (const { after, limit } of calls) {
      const { id, number } = parseStreamCursor(after);
      args.push(id, number, limit);
    }
    const bases = calls.map(({ topic }) => messageKeys.topic(this.#redis.prefix, topic));
    const found = (await this.#redis.run(readScript, bases, args)) as [number, MessageEntry[]][];
    return calls.map(({ topic, after }, index) => {
      const [bornMs, parts] = found[index] as [number, MessageEntry[]];
      const walk = new StreamWalk(after, bornMs);
      return { entries: readEntries(topic, parts, walk).messages, position: walk.position };
    });
  }
}

function placeOf(cursor: string): Pick<Message, 'cursor' | 'at'> {
  return { cursor, at: new Date(streamTimeMs(cursor)) };
}

function otherPayload(): Refusal {
  const message = 'another payload was published under this idempotencyKey before: give each message a key of its own';
  return new Refusal({ code: 'CONFLICT', message, field: ['idempotencyKey'] });
}
