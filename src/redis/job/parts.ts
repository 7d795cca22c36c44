// Parts of a queue: each is a queue by itself, in a slot of its own, and all go by one name. The first has the keys that a queue
// without parts has. The others are named after the queue, how many parts it has and a number that is chosen by slot, as in
// `mail~6.17`. So the parts of a queue that was deleted are none of a queue that is made under its name with another number of them.

import type { RedisHandle } from '../base/handle.ts';
import { evenNumbers, hashOf, rangeOfTag } from '../base/shards.ts';
import { jobKeys } from './keys.ts';

/** Queues whose names of parts are remembered. */
const known = 1_000;

export class QueueParts {
  readonly #redis: RedisHandle;
  readonly #names = new Map<string, readonly string[]>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** The parts that a queue has now, as they are stored. The first has the name of the queue. */
  async read(queue: string): Promise<readonly string[]> {
    const { client, prefix } = this.#redis;
    return this.names(queue, readPartCount(await client.hget(jobKeys.meta(prefix, queue), 'parts')));
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

  /** The parts of a queue that has so many. */
  names(queue: string, count: number): readonly string[] {
    if (count === 1) return [queue];
    const key = `${queue}~${count}`;
    let names = this.#names.get(key);
    if (!names) {
      const numbers = evenNumbers((number) => `q:${key}.${number}`, count);
      // The range of slots in which the queue itself lies needs no other part.
      const own = rangeOfTag(`q:${queue}`, count);
      names = [queue, ...numbers.filter((_number, range) => range !== own).map((number) => `${key}.${number}`)];
      if (this.#names.size >= known) this.#names.clear();
      this.#names.set(key, names);
    }
    return names;
  }
}

/** As `meta` holds it: 1 for a queue that was never given a number of parts. */
function readPartCount(text: string | number | null | undefined): number {
  const count = Number(text ?? 1);
  return Number.isSafeInteger(count) && count >= 1 ? count : 1;
}

/** The part of what belongs together by a key. */
export function partOfKey(parts: readonly string[], key: string): string {
  return parts[parts.length === 1 ? 0 : hashOf(key) % parts.length] as string;
}
