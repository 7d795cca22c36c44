// Redis for those who read much, such as a funnel of a month: a few scripts at once, so that what is asked by others meanwhile
// waits behind a few of them, and none of theirs waits in Redis for so long that it counts as unanswered.

import { RedisHandle } from './handle.ts';

const scriptsAtOnce = 4;

export class ReportHandle extends RedisHandle {
  readonly #redis: RedisHandle;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(redis: RedisHandle) {
    super(redis.client, redis.prefix, redis.shards);
    this.#redis = redis;
  }

  override async run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
    if (this.#running === scriptsAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await this.#redis.run(...call);
    } finally {
      // Who waits takes the place over.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
