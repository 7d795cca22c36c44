// Reads when each job of a queue was added and when it ended.

import { setTimeout as wait } from 'node:timers/promises';
import { JobEvents, type JobState, type RedisHandle } from '../../src/redis/index.ts';

const limits = { pollMs: 50, page: 500 } as const;

export interface Tick {
  readonly addedAt: number;
  state: JobState;
  endedAt: number;
  /** Places in the stream of the queue. */
  readonly added: number;
  ended: number;
  /** Of the last time that a worker took it. */
  taken: number;
  ends: number;
}

const isEnd = (state: JobState): boolean => state === 'COMPLETED' || state === 'DEAD' || state === 'CANCELLED';

export class TickEvents {
  /** By the number of the job in its queue. */
  readonly ticks = new Map<string, Tick>();
  readonly violations: string[] = [];
  readonly #events: JobEvents;
  readonly #queue: string;
  #cursor = '0-0_0';
  #place = 0;

  constructor(redis: RedisHandle, queue: string) {
    this.#events = new JobEvents(redis);
    this.#queue = queue;
  }

  get unfinished(): number {
    return [...this.ticks.values()].filter(({ ends }) => ends === 0).length;
  }

  /** Until it is told to stop; what is there by then has been read. */
  async follow(signal: AbortSignal): Promise<void> {
    for (let again = true; again; ) {
      again = !signal.aborted;
      const read = await this.#events.read(this.#queue, this.#cursor, limits.page).catch(() => null);
      for (const { jobId, state, at, missed } of read?.entries ?? []) {
        if (missed > 0) this.violations.push(`the stream of ${this.#queue} lacks ${missed} events`);
        this.#see(jobId.slice(this.#queue.length + 1), state, at.getTime());
      }
      if (read) this.#cursor = read.position;
      if (read?.entries.length) again = true;
      else await wait(limits.pollMs);
    }
  }

  #see(number: string, state: JobState, at: number): void {
    this.#place += 1;
    const place = this.#place;
    const known = this.ticks.get(number);
    const tick = known ?? { addedAt: at, state, endedAt: Infinity, added: place, ended: Infinity, taken: 0, ends: 0 };
    if (!known) this.ticks.set(number, tick);
    tick.state = state;
    if (state === 'ACTIVE') tick.taken = place;
    if (!isEnd(state)) return;
    tick.ends += 1;
    tick.endedAt = at;
    tick.ended = place;
  }
}
