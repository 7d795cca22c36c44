// Redis for those who read much, such as a funnel of a month: what is asked for at the same time travels together up to a bound of
// work, so that what is asked by others meanwhile waits behind that alone, and none of theirs waits in Redis for so long that it
// counts as unanswered.

import { RedisHandle } from './handle.ts';

export const reportLimits = {
  /** What one script does at most, counted in keys that it reads: some five milliseconds. */
  workPerScript: 500,
  /** What all reports of a process have in Redis at once. A script that counts no keys is a quarter of it. */
  workAtOnce: 6_000,
} as const;

interface Waiting {
  readonly work: number;
  start(): void;
}

export class ReportHandle extends RedisHandle {
  readonly #redis: RedisHandle;
  #waiting: Waiting[] = [];
  #underWay = 0;

  constructor(redis: RedisHandle) {
    super(redis.client, redis.prefix, redis.shards);
    this.#redis = redis;
  }

  override run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
    return this.runWorking(reportLimits.workAtOnce / 4, ...call);
  }

  /** As `run`, for a script whose work is known. One that is more than all goes alone. */
  async runWorking(work: number, ...call: Parameters<RedisHandle['run']>): Promise<unknown> {
    if (this.#waiting.length === 0 && this.#hasRoomFor(work)) this.#underWay += work;
    else await new Promise<void>((resolve) => this.#waiting.push({ work, start: resolve }));
    try {
      return await this.#redis.run(...call);
    } finally {
      this.#underWay -= work;
      this.#startWaiting();
    }
  }

  #hasRoomFor(work: number): boolean {
    return this.#underWay === 0 || this.#underWay + work <= reportLimits.workAtOnce;
  }

  /** In the order in which they came: small ones do not pass a large one by for ever. */
  #startWaiting(): void {
    let started = 0;
    for (const { work, start } of this.#waiting) {
      if (!this.#hasRoomFor(work)) break;
      this.#underWay += work;
      started += 1;
      start();
    }
    if (started > 0) this.#waiting = this.#waiting.slice(started);
  }
}
