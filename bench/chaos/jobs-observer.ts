// Reads the stream of what happened to the jobs, from its first event to its last, and holds each against what may happen.

import { setTimeout as wait } from 'node:timers/promises';
import { type JobChange, JobEvents, type JobState, type RedisHandle } from '../../src/redis/index.ts';

const limits = { pollMs: 20, page: 500 } as const;

/** From which state a job may come into another; `null` for one that is new. Progress is news without a transition. */
const allowed: Record<JobState, readonly (JobState | null)[]> = {
  WAITING: [null, 'DELAYED', 'ACTIVE'],
  DELAYED: [null, 'ACTIVE'],
  ACTIVE: ['WAITING'],
  COMPLETED: ['ACTIVE'],
  DEAD: ['ACTIVE'],
  CANCELLED: [],
};

/** What the stream says of one job. */
export interface Story {
  state: JobState;
  /** How often it was handed out, less how often it was given back. */
  attempts: number;
}

export class Observer {
  readonly stories = new Map<string, Story>();
  readonly violations: string[] = [];
  /** Jobs that reached an end more than once. */
  readonly endedTwice = new Set<string>();
  readonly #events: JobEvents;
  readonly #queue: string;
  #cursor = '0-0_0';
  #ended = 0;

  constructor(redis: RedisHandle, queue: string) {
    this.#events = new JobEvents(redis);
    this.#queue = queue;
  }

  /** How many jobs have reached their end. */
  get ended(): number {
    return this.#ended;
  }

  /** Follows the stream until it is told to stop; whatever is there by then has been read. */
  async follow(signal: AbortSignal): Promise<void> {
    for (;;) {
      const last = signal.aborted;
      const read = await this.#read().catch(() => null);
      if (read === 0 && last) return;
      if (!read) await wait(limits.pollMs);
    }
  }

  async #read(): Promise<number> {
    const { entries, position } = await this.#events.read(this.#queue, this.#cursor, limits.page);
    for (const entry of entries) this.#see(entry);
    this.#cursor = position;
    return entries.length;
  }

  #see({ jobId, state, progress, missed }: JobChange): void {
    if (missed > 0) this.violations.push(`the stream lacks ${missed} events before one of ${jobId}`);
    const story = this.stories.get(jobId);
    const before = story?.state ?? null;
    if (state === 'ACTIVE' && before === 'ACTIVE' && progress > 0) return;
    if (!allowed[state].includes(before)) this.violations.push(`${jobId} went from ${before ?? 'nothing'} to ${state}`);
    if (state === 'COMPLETED' || state === 'DEAD') {
      if (before === 'COMPLETED' || before === 'DEAD') this.endedTwice.add(jobId);
      else this.#ended += 1;
    }
    const change = state === 'ACTIVE' ? 1 : before === 'ACTIVE' && state === 'WAITING' ? -1 : 0;
    this.stories.set(jobId, { state, attempts: (story?.attempts ?? 0) + change });
  }
}
