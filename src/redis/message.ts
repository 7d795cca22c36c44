// Topics between services. A topic is a capped stream in Redis, so that a reader who was away goes on where it was, and a
// channel, which says that there is something new.

import { Batch } from './batch.ts';
import { RedisClock } from './clock.ts';
import { isCluster } from './connect.ts';
import { Feed, type FeedPage, type FeedSettings } from './feed.ts';
import type { RedisHandle } from './handle.ts';
import { encodeJson } from './json-text.ts';
import { type KeptMessages, type Message, type MessageEntry, messageLimits, readEntries } from './message-shapes.ts';
import { checkTopic, Topics } from './message-topic.ts';
import { refuse } from './problem.ts';
import { loadScript, type ScriptArgument } from './scripts.ts';
import { parseStreamCursor, StreamWalk, streamCursor, streamStart, streamTimeMs } from './stream-cursor.ts';

const publishScript = loadScript('message-publish');
const readScript = loadScript('message-read');

/** The entry of messages that were added and the number of the first. */
type Added = [id: string, number: number];

interface PublishCall {
  readonly topic: string;
  readonly text: string;
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
    this.#publishing = new Batch({
      group: ({ topic }) => redis.groupOf(redis.keys.topic(topic)),
      run: (calls) => this.#inTurn(calls),
      maxCalls: messageLimits.publishBatch,
      weightOf: ({ text }) => 1 + Math.floor(text.length / messageLimits.publishUnitBytes),
    });
    this.#reading = new Batch({
      group: ({ topic }) => redis.groupOf(redis.keys.topic(topic)),
      run: (calls) => this.#readAll(calls),
      maxCalls: messageLimits.readBatch,
    });
  }

  /**
   * Adds a message to the end of a topic and wakes its readers. Messages of one caller keep their order.
   * @param payload any JSON but null
   * @throws Refusal INVALID or LIMIT_EXCEEDED that names `topic` or `payload`.
   */
  async publish(topic: string, payload: unknown): Promise<Message> {
    checkTopic(topic);
    if (payload === null)
      refuse('INVALID', 'payload must not be null: give an object, or another JSON value', 'payload');
    const advice = 'store it elsewhere and publish where it is';
    const text = encodeJson('payload', payload, messageLimits.payloadBytes, advice);
    const adding = this.#topics.add(topic);
    if (adding) await adding;
    return { ...(await this.#publishing.add({ topic, text })), payload };
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
      channel: this.#redis.keys.topicChanged(topic),
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

  /** Messages after a cursor, oldest first; long ones may be fewer than there are. @throws Refusal INVALID for a wrong cursor. */
  read(topic: string, after: string, limit: number = messageLimits.page.messages): Promise<FeedPage<Message>> {
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
    const { client, keys } = this.#redis;
    const [id, last] = await client.hmget(keys.topicMeta(topic), 'id', 'last');
    return id ? streamCursor(id, Number(last)) : streamStart;
  }

  /** On a cluster a command that is sent again, as after a move of its slot, comes behind later ones: there one waits for the other. */
  async #inTurn(calls: readonly PublishCall[]): Promise<Omit<Message, 'payload'>[]> {
    if (!isCluster(this.#redis.client)) return this.#publishAll(calls);
    const slot = this.#redis.groupOf(this.#redis.keys.topic((calls[0] as PublishCall).topic));
    const before = this.#turns.get(slot) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(() => this.#publishAll(calls));
    this.#turns.set(slot, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(slot) === turn) this.#turns.delete(slot);
    }
  }

  async #publishAll(calls: readonly PublishCall[]): Promise<Omit<Message, 'payload'>[]> {
    const { keys } = this.#redis;
    const byTopic = new Map<string, string[]>();
    for (const { topic, text } of calls) {
      const texts = byTopic.get(topic);
      if (texts) texts.push(text);
      else byTopic.set(topic, [text]);
    }
    const { messages, ageMs, bytes } = this.#kept;
    const args: ScriptArgument[] = [messages, ageMs, bytes, messageLimits.unusedMs];
    for (const [topic, texts] of byTopic) args.push(keys.topicChanged(topic), texts.length, ...texts);
    const bases = [...byTopic.keys()].map(keys.topic);
    // Sent whole each time: a script that Redis has forgotten is sent again, and its messages would come behind later ones.
    const added = (await this.#redis.client.eval(publishScript.source, bases.length, ...bases, ...args)) as Added[];
    const next = new Map([...byTopic.keys()].map((topic, index) => [topic, added[index] as Added]));
    return calls.map(({ topic }) => {
      const place = next.get(topic) as Added;
      const [id, number] = place;
      place[1] += 1;
      return { cursor: streamCursor(id, number), topic, at: new Date(streamTimeMs(id)), missed: 0 };
    });
  }

  async #readAll(calls: readonly ReadCall[]): Promise<(FeedPage<Message> | Error)[]> {
    for (const { topic, after, limit } of calls) this.#reads.delete(`${topic} ${after} ${limit}`);
    const args: ScriptArgument[] = [messageLimits.page.bytes];
    for (const { after, limit } of calls) {
      const { id, number } = parseStreamCursor(after);
      args.push(id, number, limit);
    }
    const bases = calls.map(({ topic }) => this.#redis.keys.topic(topic));
    const found = (await this.#redis.run(readScript, bases, args)) as [number, MessageEntry[]][];
    return calls.map(({ topic, after }, index) => {
      const [bornMs, parts] = found[index] as [number, MessageEntry[]];
      const walk = new StreamWalk(after, bornMs);
      return { entries: readEntries(topic, parts, walk), position: walk.position };
    });
  }
}
