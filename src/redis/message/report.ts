// How topics stand, for those who look after them: what they hold, who listens and how far each group has come.

import { Batch } from '../base/batch.ts';
import { isCluster } from '../base/connect.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName } from '../base/name.ts';
import { orErrorLater } from '../base/or-error.ts';
import { checkSize, type PageOfEntries, type PageRequest } from '../base/page.ts';
import { PartNames, readPartCount } from '../base/parts.ts';
import { refuse } from '../base/problem.ts';
import { redisFault } from '../base/redis-fault.ts';
import { ReportHandle } from '../base/report-handle.ts';
import { loadScript } from '../base/scripts.ts';
import { streamTimeMs } from '../base/stream-cursor.ts';
import { messageKeys, topicTag } from './keys.ts';
import { messageLimits } from './shapes.ts';
import { checkTopic, topicChannel } from './topic.ts';

const pageScript = loadScript('message/page');
const reportScript = loadScript('message/report');

export interface TopicReport {
  readonly name: string;
  /** In how many parts it is stored. */
  readonly parts: number;
  /** That it holds at present. */
  readonly messages: number;
  /** Of their payloads. */
  readonly bytes: number;
  /** Of the newest message, also where the topic has dropped it. */
  readonly publishedAt: Date | null;
  /** When the oldest of its messages was published. */
  readonly oldestAt: Date | null;
  /** Processes that hear of a new message at once: those of subscribers and of groups. */
  readonly listeners: number;
  readonly groups: readonly GroupReport[];
}

export interface GroupReport {
  readonly topic: string;
  readonly name: string;
  /** Messages that the topic holds and that were not given out yet. */
  readonly lag: number;
  /** Given out and not done, or waiting for another attempt. */
  readonly pending: number;
  readonly dead: number;
  /** Dropped before the group came to them, and not told with a message yet. */
  readonly missed: number;
  /** When one of its consumers last asked. */
  readonly seenAt: Date;
}

type Reply = [
  messages: number,
  bytes: number,
  newest: string,
  oldest: string,
  groups: (string | number)[],
  parts: number,
];

type ReadTopic = Omit<TopicReport, 'listeners'>;

/** A topic of a page. */
export interface TopicEntry {
  readonly name: string;
  readonly report: TopicReport | Error;
}

export class MessageReports {
  readonly #redis: RedisHandle;
  readonly #reports: ReportHandle;
  readonly #names = new PartNames(topicTag);
  /** By the names of topics, or of their parts. */
  readonly #reading: Batch<string, ReadTopic>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#reports = new ReportHandle(redis);
    this.#reading = new Batch({
      group: (topic) => redis.groupOf(messageKeys.topic(redis.prefix, topic)),
      run: async (topics) => {
        const bases = topics.map((topic) => messageKeys.topic(redis.prefix, topic));
        const read = async (keys: readonly string[]) => (await this.#reports.run(reportScript, keys, [])) as Reply[];
        const replies: readonly (Reply | Error)[] = await read(bases).catch((error: unknown) => {
          if (redisFault(error)) throw error;
          // One of them may have a key of a wrong type, which the script fails at.
          return Promise.all(bases.map((base) => orErrorLater(read([base]).then(([reply]) => reply as Reply))));
        });
        return topics.map((topic, place) => {
          const reply = replies[place] as Reply | Error;
          return reply instanceof Error ? reply : readReport(topic, reply);
        });
      },
      maxCalls: messageLimits.readBatch,
    });
  }

  /** Topics by name. One round trip, on a cluster two. The cursor of each is its name; one that cannot be read is an error in its place. @throws Refusal INVALID that names `after`, `before` or `size`. */
  async page({ after, size, backwards }: PageRequest): Promise<PageOfEntries<TopicEntry>> {
    checkSize(size);
    if (after !== null && !isName(after)) {
      const argument = backwards ? 'before' : 'after';
      refuse('INVALID', `${argument} must be the cursor of a topic.`, argument);
    }
    const { client, prefix, channelPrefix } = this.#redis;
    const [start, end] = messageKeys.topic(prefix, '\n').split('\n') as [string, string];
    const [more, ...found] = (await this.#reports.run(
      pageScript,
      [messageKeys.topics(prefix)],
      [
        backwards ? 'b' : '',
        after ?? '',
        size,
        isCluster(client) ? '' : start,
        end,
        messageKeys.changed(channelPrefix, ''),
      ],
    )) as [0 | 1, ...(string | Reply | number | null)[]];
    const names = found.filter((_each, index) => index % 3 === 0) as string[];
    const readEntry = async (name: string, index: number): Promise<TopicEntry | null> => {
      const reply = found[3 * index + 1] as Reply | null;
      if (!reply) return null;
      const report = await orErrorLater(this.#withParts(readReport(name, reply)));
      const listeners = found[3 * index + 2] as number;
      return { name, report: report instanceof Error ? report : { ...report, listeners } };
    };
    const entries = await Promise.all(names.map(readEntry));
    const unread = await this.#read(names.filter((_name, index) => entries[index] === null));
    return { entries: entries.map((entry) => entry ?? (unread.shift() as TopicEntry)), more: more === 1 };
  }

  count(): Promise<number> {
    return this.#redis.client.zcard(messageKeys.topics(this.#redis.prefix));
  }

  /** Null for one that is not there. @throws Refusal INVALID that names `topic`. */
  async one(topic: string): Promise<TopicReport | null> {
    checkTopic(topic);
    const [known, [entry]] = await Promise.all([
      this.#redis.client.zscore(messageKeys.topics(this.#redis.prefix), topic),
      this.#read([topic]),
    ]);
    if (entry?.report instanceof Error) throw entry.report;
    return known === null ? null : (entry?.report ?? null);
  }

  async #read(names: readonly string[]): Promise<TopicEntry[]> {
    const [reports, listeners] = await Promise.all([
      Promise.all(names.map((name) => orErrorLater(this.#readOne(name)))),
      this.#listeners(names),
    ]);
    return names.map((name, place) => {
      const report = reports[place] as ReadTopic | Error;
      return { name, report: report instanceof Error ? report : { ...report, listeners: listeners[place] as number } };
    });
  }

  async #readOne(topic: string): Promise<ReadTopic> {
    return this.#withParts(await this.#reading.add(topic));
  }

  /** @param first what the first part says of itself, and how many others there are */
  async #withParts(first: ReadTopic): Promise<ReadTopic> {
    const [, ...others] = this.#names.of(first.name, first.parts);
    if (others.length === 0) return first;
    return (await Promise.all(others.map((part) => this.#reading.add(part)))).reduce(addPart, first);
  }

  /** Each node of a cluster knows those that listen at it. Who listens to a topic listens to each of its parts. */
  async #listeners(names: readonly string[]): Promise<number[]> {
    if (names.length === 0) return [];
    const { client } = this.#redis;
    const channels = names.map((name) => topicChannel(this.#redis, name));
    const replies: unknown[] = await Promise.all<unknown>(
      isCluster(client)
        ? client.nodes('master').map((node) => node.call('PUBSUB', 'SHARDNUMSUB', ...channels))
        : [client.pubsub('NUMSUB', ...channels)],
    );
    return channels.map((_channel, place) =>
      replies.reduce<number>((sum, reply) => sum + Number((reply as (string | number)[])[2 * place + 1]), 0),
    );
  }
}

function addPart(sum: ReadTopic, part: ReadTopic): ReadTopic {
  const groups = new Map(sum.groups.map((group) => [group.name, group]));
  for (const more of part.groups) {
    const group = groups.get(more.name);
    groups.set(more.name, group ? addGroup(group, more) : { ...more, topic: sum.name });
  }
  return {
    ...sum,
    messages: sum.messages + part.messages,
    bytes: sum.bytes + part.bytes,
    publishedAt: furthest(Math.max, sum.publishedAt, part.publishedAt),
    oldestAt: furthest(Math.min, sum.oldestAt, part.oldestAt),
    groups: [...groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

/** The last, or the first, of the times that there are. */
function furthest(choose: (...times: number[]) => number, one: Date | null, other: Date | null): Date | null {
  return one && other ? new Date(choose(one.getTime(), other.getTime())) : (one ?? other);
}

function addGroup(sum: GroupReport, part: GroupReport): GroupReport {
  return {
    ...sum,
    lag: sum.lag + part.lag,
    pending: sum.pending + part.pending,
    dead: sum.dead + part.dead,
    missed: sum.missed + part.missed,
    seenAt: furthest(Math.max, sum.seenAt, part.seenAt) as Date,
  };
}

function readReport(name: string, [messages, bytes, newest, oldest, values, parts]: Reply): ReadTopic {
  const groups: GroupReport[] = [];
  for (let place = 0; place < values.length; place += 6) {
    const [group, lag, pending, dead, missed, seenMs] = values.slice(place, place + 6) as [string, ...number[]];
    groups.push({
      topic: name,
      name: group,
      lag,
      pending,
      dead,
      missed,
      seenAt: new Date(seenMs as number),
    } as GroupReport);
  }
  const timeOf = (id: string): Date | null => (id === '' ? null : new Date(streamTimeMs(id)));
  return {
    name,
    parts: readPartCount(parts),
    messages,
    bytes,
    publishedAt: timeOf(newest),
    oldestAt: timeOf(oldest),
    groups,
  };
}
