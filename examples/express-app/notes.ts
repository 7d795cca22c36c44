// The app's own data, under a prefix of its own.

import type { RedisHandle } from 'mortar/redis';

export interface Note {
  readonly by: string;
  readonly text: string;
}

const limits = { kept: 100 };

export class Notes {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** The number of the note. */
  async add(note: Note): Promise<number> {
    const { client } = this.#redis;
    const id = await client.incr('wall:{notes}:last');
    await client.lpush('wall:{notes}:list', JSON.stringify(note));
    await client.ltrim('wall:{notes}:list', 0, limits.kept - 1);
    return id;
  }

  async newest(): Promise<Note[]> {
    const texts = await this.#redis.client.lrange('wall:{notes}:list', 0, -1);
    return texts.map((text) => JSON.parse(text) as Note);
  }
}
