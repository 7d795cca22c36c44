// The stream of what happened to a queue's jobs: capped, numbered without gaps, so that a reader who was away is told how
// many it missed.

import type { RedisHandle } from './handle.ts';
import { type JobState, readState } from './job-shapes.ts';
import { refuse } from './problem.ts';

export interface JobChange {
  readonly cursor: string;
  readonly jobId: string;
  readonly state: JobState;
  readonly progress: number;
  readonly at: Date;
  /** Events dropped between the cursor asked for and this one. */
  readonly missed: number;
}

export class JobEvents {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** The cursor of the newest event. */
  async head(queue: string): Promise<string> {
    const { client, keys } = this.#redis;
    const [[entry], number] = await Promise.all([
      client.xrevrange(keys.queueEvents(queue), '+', '-', 'COUNT', 1),
      client.hget(keys.queueMeta(queue), 'events'),
    ]);
    return `${entry?.[0] ?? '0-0'}_${number ?? 0}`;
  }

  /** Events after a cursor, oldest first, of at most `limit` entries of the stream. @throws Refusal INVALID for a wrong cursor. */
  async read(queue: string, after: string, limit: number): Promise<{ entries: JobChange[]; position: string }> {
    const cursor = /^(\d+-\d+)_(\d+)$/.exec(after);
    if (!cursor) return refuse('INVALID', 'after must be the cursor of an earlier delivery', 'after');
    let last = Number(cursor[2]);
    // The cursor may stand within an entry, which is therefore read again.
    const found = await this.#redis.client.xrange(
      this.#redis.keys.queueEvents(queue),
      cursor[1] as string,
      '+',
      'COUNT',
      limit,
    );
    const entries: JobChange[] = [];
    let position = after;
    for (const [id, [, first, , text]] of found) {
      const at = new Date(Number(id.split('-')[0]));
      (text as string).split('\n').forEach((line, index) => {
        const number = Number(first) + index;
        if (number <= last) return;
        const [job, state, progress] = line.split(' ') as [string, string, string];
        const shown = readState(state);
        const cursorHere = `${id}_${number}`;
        position = cursorHere;
        if (shown) {
          const missed = number - last - 1;
          entries.push({
            cursor: cursorHere,
            jobId: `${queue}:${job}`,
            state: shown,
            progress: Number(progress),
            at,
            missed,
          });
        }
        last = number;
      });
    }
    return { entries, position };
  }
}
