// The jobs of a queue that cannot be read. Scripts set them aside when they come upon them, and workers prune them as they prune
// finished jobs.

import type { RedisHandle } from '../base/handle.ts';
import { checkLimit } from '../base/page.ts';
import { loadScript } from '../base/scripts.ts';
import { cutText } from '../base/text.ts';
import { jobKeys } from './keys.ts';
import { QueueParts } from './parts.ts';
import { runOnQueue } from './script.ts';
import { jobLimits } from './shapes.ts';

const purgeScript = loadScript('job/purge');

/** A job that cannot be read, and that no worker is given therefore. */
export interface QuarantinedJob {
  /** Its number in the queue; in another part of it than the first, what follows the queue in the id of the job. */
  readonly number: string;
  readonly reason: string;
  readonly at: Date;
  /** As it is stored, cut to a length that can be shown. */
  readonly record: string;
}

export class JobQuarantine {
  readonly #redis: RedisHandle;
  readonly #parts: QueueParts;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#parts = new QueueParts(redis);
  }

  /** The newest first, at most `jobLimits.quarantinedShown`. */
  async list(queue: string): Promise<readonly QuarantinedJob[]> {
    const found = await this.#parts.readEach(queue, (part) => this.#listIn(queue, part));
    const newest = found.flat().sort((one, other) => other.at.getTime() - one.at.getTime());
    return newest.slice(0, jobLimits.quarantinedShown);
  }

  async #listIn(queue: string, part: string): Promise<QuarantinedJob[]> {
    const { client, prefix } = this.#redis;
    const last = String(jobLimits.quarantinedShown - 1);
    const found = (await client.zrange(jobKeys.part(prefix, part, 'bad'), '0', last, 'REV', 'WITHSCORES')).flat();
    const numbers = found.filter((_value, index) => index % 2 === 0);
    if (numbers.length === 0) return [];
    const [reasons, records] = await Promise.all([
      client.hmget(jobKeys.part(prefix, part, 'bad:why'), ...numbers),
      client.hmget(jobKeys.part(prefix, part, 'jobs'), ...numbers),
    ]);
    return numbers.map((number, place) => ({
      number: part === queue ? number : `${part.slice(queue.length)}:${number}`,
      reason: reasons[place] ?? '',
      at: new Date(Number(found[2 * place + 1])),
      record: cutText(records[place] ?? '', jobLimits.recordShown),
    }));
  }

  /**
   * Deletes quarantined jobs, the oldest first, in chunks; returns how many.
   * @throws Refusal INVALID for a limit that is not from 1 to `jobLimits.deadMax`; NOT_FOUND for what is no name of a queue.
   */
  async purge(queue: string, limit: number): Promise<number> {
    checkLimit(limit, { default: jobLimits.deadMax, max: jobLimits.deadMax });
    let total = 0;
    for (const part of await this.#parts.read(queue)) {
      while (total < limit) {
        const most = Math.min(jobLimits.deadChunk, limit - total);
        const done = (await runOnQueue(this.#redis, purgeScript, part, [most])) as number;
        total += done;
        if (done < most) break;
      }
    }
    return total;
  }
}
