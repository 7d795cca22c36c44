// Dead jobs of a queue, run again or deleted: the oldest first, in chunks.

import type { RedisHandle } from '../base/handle.ts';
import { checkLimit } from '../base/page.ts';
import { loadScript } from '../base/scripts.ts';
import { encodeName } from './encode.ts';
import { jobKeys } from './keys.ts';
import { QueueParts } from './parts.ts';
import { pairs } from './schedule-index.ts';
import { runOnQueue } from './script.ts';
import { jobLimits } from './shapes.ts';

const reviveScript = loadScript('job/revive');

/** `r` runs them again, `d` deletes them. */
export type DeadAction = 'r' | 'd';

export type Revived = [outcome: 'OK' | 'NOT_FOUND' | 'ILLEGAL_STATE', ...numbers: string[]];

interface Dead {
  readonly part: string;
  readonly number: string;
  readonly since: number;
}

/** Runs one job of a part again. */
export function reviveOne(redis: RedisHandle, part: string, number: string): Promise<Revived> {
  return runOnQueue(redis, reviveScript, part, ['r', 'one', '', number]) as Promise<Revived>;
}

export class DeadJobs {
  readonly #redis: RedisHandle;
  readonly #parts: QueueParts;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#parts = new QueueParts(redis);
  }

  /** Each of those that were dead when it began at most once, however soon it is dead again. Returns their ids. */
  async each(action: DeadAction, queue: string, name: string | null, limit: number): Promise<string[]> {
    checkLimit(limit, { default: jobLimits.deadMax, max: jobLimits.deadMax });
    const encoded = name === null ? '' : encodeName(name);
    const most = name === null ? limit : Number.POSITIVE_INFINITY;
    const parts = await this.#parts.read(queue);
    const dead = (await Promise.all(parts.map((part) => this.#deadNow(part, most)))).flat();
    if (parts.length > 1) dead.sort((one, other) => one.since - other.since);
    const ids: string[] = [];
    let start = 0;
    while (ids.length < limit && start < dead.length) {
      const chunk = dead.slice(start, start + Math.min(jobLimits.deadChunk, limit - ids.length));
      for (const part of new Set(chunk.map((each) => each.part))) {
        const numbers = chunk.flatMap((each) => (each.part === part ? [each.number] : []));
        const args = [action, 'dead', encoded, ...numbers];
        const [, ...done] = (await runOnQueue(this.#redis, reviveScript, part, args)) as Revived;
        ids.push(...done.map((number) => `${part}:${number}`));
      }
      start += chunk.length;
    }
    return ids;
  }

  /** The dead jobs of a part, the oldest first. */
  async #deadNow(part: string, limit: number): Promise<Dead[]> {
    const key = jobKeys.part(this.#redis.prefix, part, 'dead');
    const most = Math.min(limit, await this.#redis.client.zcard(key));
    const found: Dead[] = [];
    while (found.length < most) {
      const size = Math.min(jobLimits.deadPage, most - found.length);
      const [from, to] = [String(found.length), String(found.length + size - 1)];
      const page = pairs(await this.#redis.client.zrange(key, from, to, 'WITHSCORES'));
      for (const [number, since] of page) found.push({ part, number, since: Number(since) });
      if (page.size < size) break;
    }
    return found;
  }
}
