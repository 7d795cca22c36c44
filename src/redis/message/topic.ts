// Which topics there are, as many as are allowed and no longer than they are used, and in how many parts each is stored. How many
// stands in each part. A process goes by what it was told last: the scripts that publish refuse what is meant for another number of
// parts, and those that read tell theirs.

import { checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { PartNames, readPartCount } from '../base/parts.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { messageKeys, topicTag } from './keys.ts';
import { messageLimits } from './shapes.ts';

const addScript = loadScript('message/topic');
const createScript = loadScript('message/create');

/** How long a topic that was added needs not be added again. */
const knownMs = 60_000;

/** @throws Refusal INVALID that names `topic`. */
export function checkTopic(topic: string): void {
  if (!isName(topic)) refuseBut(nameLengths, 'INVALID', `topic ${nameRule}`, 'topic');
}

/** The channel that tells of new messages of a topic of one part, or of a part. */
export function topicChannel(redis: RedisHandle, part: string): string {
  return messageKeys.changed(redis.channelPrefixAt(messageKeys.topic(redis.prefix, part)), part);
}

export class Topics {
  readonly #redis: RedisHandle;
  readonly #known = new Map<string, number>();
  readonly #adding = new Map<string, Promise<void>>();
  readonly #names = new PartNames(topicTag);
  /** How many parts topics have that have several. */
  readonly #counts = new Map<string, number>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** The parts of a topic, as far as they are known. The first has the name of the topic. */
  parts(topic: string): readonly string[] {
    return this.#names.of(topic, this.#counts.get(topic) ?? 1);
  }

  /** Takes what the first part says: how many there are, 0 where it holds nothing. True where that was not known. */
  learn(topic: string, count: number): boolean {
    if (count === 0 || count === (this.#counts.get(topic) ?? 1)) return false;
    if (this.#counts.size >= messageLimits.topics) this.#counts.clear();
    if (count === 1) this.#counts.delete(topic);
    else this.#counts.set(topic, count);
    return true;
  }

  /** The parts that a topic has now, as they are stored. */
  async readParts(topic: string): Promise<readonly string[]> {
    this.learn(topic, await this.#readCount(topic));
    return this.parts(topic);
  }

  /** What is read of each part, in one round trip if there is one part. */
  async readEach<Read>(topic: string, read: (part: string, place: number) => Promise<Read>): Promise<Read[]> {
    const [[, ...others], first] = await Promise.all([this.readParts(topic), read(topic, 0)]);
    return [first, ...(await Promise.all(others.map((part, index) => read(part, index + 1))))];
  }

  /**
   * Notes that a topic is used; nothing to wait for where that was done a moment ago.
   * @throws Refusal LIMIT_EXCEEDED where it is new and there are too many.
   */
  add(topic: string): Promise<void> | undefined {
    if ((this.#known.get(topic) ?? 0) > performance.now()) return undefined;
    return this.renew(topic);
  }

  /** As `add`, whether it was done a moment ago or not: its parts are known then, and all of them there. */
  renew(topic: string): Promise<void> {
    let adding = this.#adding.get(topic);
    if (!adding) {
      // One call for all who wait, who so go on in their order.
      adding = this.#add(topic).finally(() => this.#adding.delete(topic));
      this.#adding.set(topic, adding);
    }
    return adding;
  }

  /**
   * Makes a topic of several parts.
   * @throws Refusal INVALID, LIMIT_EXCEEDED, or ILLEGAL_STATE where the topic is there with another number of parts.
   */
  async create(topic: string, count: number): Promise<void> {
    if (!isName(topic)) refuseBut(nameLengths, 'INVALID', `name ${nameRule}`, 'name');
    checkWhole(count, 'parts', 1, messageLimits.parts);
    await this.#note(topic, 'name');
    const has = await this.#make(topic, count);
    if (has === count) return;
    const parts = has === 1 ? 'no parts' : `${has} parts`;
    refuse('ILLEGAL_STATE', `There is a topic of this name, with ${parts}. Choose another name.`, 'name');
  }

  async names(): Promise<string[]> {
    return (await this.#redis.client.zrange(messageKeys.topics(this.#redis.prefix), '0', '-1')).sort();
  }

  async #add(topic: string): Promise<void> {
    const [{ length }] = await Promise.all([this.readParts(topic), this.#note(topic, 'topic')]);
    // What parts say of their number expires with them, or is lost.
    if (length > 1) await this.#make(topic, length);
    if (this.#known.size >= messageLimits.topics) this.#known.clear();
    this.#known.set(topic, performance.now() + knownMs);
  }

  /** 0 where the first part holds nothing that tells. */
  async #readCount(topic: string): Promise<number> {
    const { client, prefix } = this.#redis;
    const [parts, last] = await client.hmget(messageKeys.meta(prefix, topic), 'parts', 'last');
    return parts === null && last === null ? 0 : readPartCount(parts);
  }

  async #note(topic: string, field: 'topic' | 'name'): Promise<void> {
    const { topics, unusedMs } = messageLimits;
    const unusedDays = unusedMs / 86_400_000;
    const [outcome] = (await this.#redis.run(
      addScript,
      [messageKeys.topics(this.#redis.prefix)],
      [topic, topics, unusedMs],
    )) as ['OK' | 'LIMIT_EXCEEDED'];
    if (outcome === 'OK') return;
    const advice = `publish to one that is there, or wait until one is unused for ${unusedDays} days`;
    refuse('LIMIT_EXCEEDED', `${field} is new, and there are ${topics} topics, the most allowed: ${advice}`, field);
  }

  /** Has all parts keep how many there are. The first decides: by what it says others are used. Returns how many there are. */
  async #make(topic: string, count: number): Promise<number> {
    const { prefix } = this.#redis;
    const make = (part: string): Promise<unknown> => {
      const args = [count, messageLimits.unusedMs, part === topic ? '1' : ''];
      return this.#redis.run(createScript, [messageKeys.topic(prefix, part)], args);
    };
    const [, has = count] = (await make(topic)) as ['OK'] | ['ILLEGAL_STATE', number];
    this.learn(topic, has);
    if (has === count) await Promise.all(this.#names.of(topic, count).slice(1).map(make));
    return has;
  }
}
