// The parts of queues: each is a queue by itself. Those of a queue that was deleted are none of a queue that is made under its name with
// another number of them.

import type { RedisHandle } from '../base/handle.ts';
import { PartNames, partOfKey, readPartCount } from '../base/parts.ts';
import { jobKeys } from './keys.ts';

export class QueueParts extends PartNames {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    super((name) => `q:${name}`);
    this.#redis = redis;
  }

  /** The parts that a queue has now, as they are stored. The first has the name of the queue. */
  async read(queue: string): Promise<readonly string[]> {
    const { client, prefix } = this.#redis;
    return this.of(queue, readPartCount(await client.hget(jobKeys.meta(prefix, queue), 'parts')));
  }

  /** What is read of each part, in one round trip if there is one part. */
  async readEach<Read>(queue: string, read: (part: string) => Promise<Read>): Promise<Read[]> {
    const [[, ...others], first] = await Promise.all([this.read(queue), read(queue)]);
    return [first, ...(await Promise.all(others.map(read)))];
  }

  /** What is read of the part that a key belongs to, as `readEach`. */
  async readOf<Read>(queue: string, key: string, read: (part: string) => Promise<Read>): Promise<Read> {
    const [parts, first] = await Promise.all([this.read(queue), read(queue)]);
    const part = partOfKey(parts, key);
    return part === queue ? first : read(part);
  }
}
