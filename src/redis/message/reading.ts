// Reading topics from a cursor on. The parts of a topic are read at once, each in its order; where the master of one is away, the
// others go on.

import { Batch } from '../base/batch.ts';
import { RedisClock } from '../base/clock.ts';
import type { FeedPage } from '../base/feed.ts';
import type { RedisHandle } from '../base/handle.ts';
import { checkSize } from '../base/page.ts';
import { readPartCount } from '../base/parts.ts';
import { refuse } from '../base/problem.ts';
import { answered } from '../base/redis-fault.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import {
  joinCursors,
  parseStreamCursor,
  StreamWalk,
  streamCursor,
  streamStart,
  streamTimeMs,
} from '../base/stream-cursor.ts';
import { JoinedCursor, type PartCursor, parseTopicCursor, positionsOf, streamsOf } from './cursor.ts';
import { messageKeys } from './keys.ts';
import { type Message, type MessageEntry, messageLimits, readEntries } from './shapes.ts';
import { checkTopic, type Topics, topicChannel } from './topic.ts';

const readScript = loadScript('message/read');

interface ReadCall {
  readonly topic: string;
  readonly part: string;
  readonly after: string;
  readonly limit: number;
}

type Heard = FeedPage<Message> | 'known' | undefined;

interface Announcement {
  readonly topic: string;
  readonly text: string;
  /** What the reader who asked last was answered: most stand at the same place. */
  answer?: { readonly position: string; readonly heard: Heard };
  /** What it holds, with the numbers of its first and its last message. */
  readonly told: { readonly first: number; readonly last: number; readonly page: FeedPage<Message> } | undefined;
}

/** What a part holds after a cursor, and how many parts there are, as it says. */
interface PartPage {
  readonly messages: readonly Message[];
  readonly position: string;
  readonly count: number;
}

export class TopicReader {
  readonly #redis: RedisHandle;
  readonly #topics: Topics;
  readonly #clock: RedisClock;
  readonly #reading: Batch<ReadCall, PartPage>;
  /** The last announcement: all readers of a process are given the same message. */
  #told: Announcement | undefined;
  /** Reads of parts that are not sent yet: who asks for the same shares them. */
  readonly #reads = new Map<string, Promise<PartPage>>();

  constructor(redis: RedisHandle, topics: Topics) {
    this.#redis = redis;
    this.#topics = topics;
    this.#clock = new RedisClock(redis.client);
    this.#reading = new Batch({
      group: ({ part }) => redis.groupOf(messageKeys.topic(redis.prefix, part)),
      run: (calls) => this.#readAll(calls),
      maxCalls: messageLimits.readBatch,
    });
  }

  /** As `Messages.start`. */
  async start(topic: string, after?: string | null): Promise<string> {
    checkTopic(topic);
    if (after == null) return this.head(topic);
    const times = streamsOf(parseTopicCursor(after)).map((cursor) => streamTimeMs(cursor));
    if (Math.max(...times) - (await this.#clock.nowMs()) > messageLimits.cursorAheadMs)
      refuse('INVALID', 'after lies in the future: give the cursor of an earlier delivery', 'after');
    return after;
  }

  /** The cursor of a reader who has got all that there is. */
  async head(topic: string): Promise<string> {
    const heads = await this.#topics.readEach(topic, async (part) => {
      const [id, last] = await this.#redis.client.hmget(messageKeys.meta(this.#redis.prefix, part), 'id', 'last');
      return id ? streamCursor(id, Number(last)) : streamStart;
    });
    return joinCursors(heads);
  }

  /** What an announcement holds for a reader: as `heard` of a feed. */
  heard(topic: string, text: string, position: string): Heard {
    let told = this.#told;
    if (told?.text !== text || told.topic !== topic) {
      told = toldOf(topic, text);
      this.#told = told;
    }
    if (told.answer?.position !== position) told.answer = { position, heard: this.#heardOf(told, position) };
    return told.answer.heard;
  }

  #heardOf({ told }: Announcement, position: string): Heard {
    if (!told) return undefined;
    const { first, last, page } = told;
    const [number, timeMs] = [Number(position.slice(position.indexOf('_') + 1)), streamTimeMs(position)];
    const isLater = streamTimeMs(page.position) >= timeMs;
    if (number === first - 1 && isLater) return page;
    // A stream that began anew may have come to the same numbers.
    return last <= number && streamTimeMs(page.position) <= timeMs ? 'known' : undefined;
  }

  /** As `Messages.read`. */
  async read(topic: string, after: string, limit: number): Promise<FeedPage<Message>> {
    // Judged before it joins others.
    checkTopic(topic);
    const from = parseTopicCursor(after);
    checkSize(limit, 'limit');
    for (;;) {
      const parts = this.#topics.parts(topic);
      const positions = positionsOf(from, parts.length) ?? (await this.#behind(parts, from as PartCursor));
      const most = Math.ceil(limit / parts.length);
      const reads = parts.map((part, place) => this.#readPart(topic, part, positions[place] as string, most));
      const [first] = reads as [Promise<PartPage>];
      const pages = parts.length === 1 ? [await first] : await answered(reads);
      // Read anew where there are others than were known.
      if (!this.#topics.learn(topic, pages[0]?.count ?? 0)) return this.#merge(parts, positions, pages);
    }
  }

  #readPart(topic: string, part: string, after: string, limit: number): Promise<PartPage> {
    const key = `${part} ${after} ${limit}`;
    const shared = this.#reads.get(key);
    if (shared) return shared;
    const page = this.#reading.add({ topic, part, after, limit });
    this.#reads.set(key, page);
    return page;
  }

  #merge(
    parts: readonly string[],
    positions: readonly string[],
    pages: readonly (PartPage | undefined)[],
  ): FeedPage<Message> {
    const position = joinCursors(pages.map((page, place) => page?.position ?? (positions[place] as string)));
    if (parts.length === 1) return { entries: (pages[0] as PartPage).messages, position };
    const channels = parts.map((part) => topicChannel(this.#redis, part));
    const all = pages.flatMap((page, place) => (page?.messages ?? []).map((message) => ({ place, message })));
    // Those of one part are in their order already.
    all.sort((one, other) => one.message.at.getTime() - other.message.at.getTime());
    const joined = new JoinedCursor(positions);
    const entries = all.map(({ place, message }) => ({ ...message, cursor: joined.advance(place, message.cursor) }));
    return { entries, position, channels, isPartial: pages.includes(undefined) };
  }

  /** Where each part is read from by one who has got a message of one of them and nothing that came after it. */
  async #behind(parts: readonly string[], { cursor, place }: PartCursor): Promise<readonly string[]> {
    const sinceMs = Math.max(0, streamTimeMs(cursor) - messageLimits.clocksApartMs);
    return Promise.all(parts.map((part, index) => (index === place ? cursor : this.#before(part, sinceMs))));
  }

  /** The cursor of the last message of a part before a time. If it was dropped, with others after it, one of those at least is missed. */
  async #before(part: string, sinceMs: number): Promise<string> {
    const { client, prefix } = this.#redis;
    const stream = messageKeys.part(prefix, part, 'messages');
    const [[before], [oldest], [id, last]] = await Promise.all([
      client.xrevrange(stream, `(${sinceMs}-0`, '-', 'COUNT', 1),
      client.xrange(stream, '-', '+', 'COUNT', 1),
      client.hmget(messageKeys.meta(prefix, part), 'id', 'last'),
    ]);
    if (before) return streamCursor(before[0], Number(before[1][1]) + before[1].length / 2 - 2);
    if (oldest) return unsure(sinceMs, Number(oldest[1][1]));
    if (!id) return streamStart;
    return streamTimeMs(id) < sinceMs ? streamCursor(id, Number(last)) : unsure(sinceMs, Number(last) + 1);
  }

  async #readAll(calls: readonly ReadCall[]): Promise<PartPage[]> {
    for (const { part, after, limit } of calls) this.#reads.delete(`${part} ${after} ${limit}`);
    // Each reads on at once: together they get a page.
    const args: ScriptArgument[] = [Math.ceil(messageLimits.page.bytes / calls.length)];
    for (const { after, limit } of calls) {
      const { id, number } = parseStreamCursor(after);
      args.push(id, number, limit);
    }
    const bases = calls.map(({ part }) => messageKeys.topic(this.#redis.prefix, part));
    const found = (await this.#redis.run(readScript, bases, args)) as [number, number, MessageEntry[]][];
    return calls.map(({ topic, after }, index) => {
      const [bornMs, count, entries] = found[index] as [number, number, MessageEntry[]];
      const walk = new StreamWalk(after, bornMs);
      const { messages } = readEntries(topic, entries, walk);
      return { messages, position: walk.position, count: count === 0 ? 0 : readPartCount(count) };
    });
  }
}

function toldOf(topic: string, text: string): Announcement {
  const [, id, number, count, lines = ''] = /^(\d+-\d+) (\d+) (\d+) (.*)$/s.exec(text) ?? [];
  const payloads = id === undefined ? [] : lines.split('\n');
  // One of them is no JSON of a single line.
  if (id === undefined || payloads.length !== Number(count)) return { topic, text, told: undefined };
  const walk = new StreamWalk(streamCursor(id, Number(number) - 1));
  const { messages, unreadable } = readEntries(topic, [[id, Number(number), ...payloads]], walk);
  if (unreadable.length > 0) return { topic, text, told: undefined };
  const page = { entries: messages, position: walk.position };
  return { topic, text, told: { first: Number(number), last: Number(number) + payloads.length - 1, page } };
}

/** Before a message whose forerunners, if it has any, are gone: one of them counts as missed. */
function unsure(sinceMs: number, number: number): string {
  return number > 1 ? streamCursor(`${sinceMs}-0`, number - 2) : streamStart;
}
