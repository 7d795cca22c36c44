// Which topics there are: as many as are allowed, and no longer than they are used.

import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { messageKeys } from './keys.ts';
import { messageLimits } from './shapes.ts';

const addScript = loadScript('message/topic');

/** How long a topic that was added needs not be added again. */
const knownMs = 60_000;

/** @throws Refusal INVALID that names `topic`. */
export function checkTopic(topic: string): void {
  if (!isName(topic)) refuseBut(nameLengths, 'INVALID', `topic ${nameRule}`, 'topic');
}

/** The channel that tells of new messages of a topic. */
export function topicChannel(redis: RedisHandle, topic: string): string {
  return messageKeys.changed(redis.channelPrefixAt(messageKeys.topic(redis.prefix, topic)), topic);
}

export class Topics {
  readonly #redis: RedisHandle;
  readonly #known = new Map<string, number>();
  readonly #adding = new Map<string, Promise<void>>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /**
   * Notes that a topic is used; nothing to wait for where that was done a moment ago.
   * @throws Refusal LIMIT_EXCEEDED where it is new and there are too many.
   */
  add(topic: string): Promise<void> | undefined {
    if ((this.#known.get(topic) ?? 0) > performance.now()) return undefined;
    let adding = this.#adding.get(topic);
    if (!adding) {
      // One call for all who wait, who so go on in their order.
      adding = this.#add(topic).finally(() => this.#adding.delete(topic));
      this.#adding.set(topic, adding);
    }
    return adding;
  }

  async names(): Promise<string[]> {
    return (await this.#redis.client.zrange(messageKeys.topics(this.#redis.prefix), '0', '-1')).sort();
  }

  async #add(topic: string): Promise<void> {
    const { topics, unusedMs } = messageLimits;
    const unusedDays = unusedMs / 86_400_000;
    const [outcome] = (await this.#redis.run(
      addScript,
      [messageKeys.topics(this.#redis.prefix)],
      [topic, topics, unusedMs],
    )) as ['OK' | 'LIMIT_EXCEEDED'];
    if (outcome === 'LIMIT_EXCEEDED') {
      const advice = `publish to one that is there, or wait until one is unused for ${unusedDays} days`;
      refuse('LIMIT_EXCEEDED', `topic is new, and there are ${topics} topics, the most allowed: ${advice}`, 'topic');
    }
    if (this.#known.size >= topics) this.#known.clear();
    this.#known.set(topic, performance.now() + knownMs);
  }
}
