// Keeps the leases of the attempts under way, and passes on what their handlers say: one call for all of them.

import { UnrecoverableError } from '../redis/base/attempt-error.ts';
import type { JobLeases, LeaseTouch } from '../redis/job/lease.ts';
import type { Attempt, Notes } from './attempt.ts';

const limits = {
  /** Progress and log lines go out ten times a second. */
  notesEveryMs: 100,
  /** A lease is renewed when this part of it has passed. */
  renewAt: 1 / 3,
} as const;

export interface LeaseKeeperSettings {
  readonly queue: string;
  readonly leaseMs: number;
  onError(error: unknown): void;
}

export class LeaseKeeper {
  readonly #leases: JobLeases;
  readonly #attempts: ReadonlyMap<Attempt, unknown>;
  readonly #settings: LeaseKeeperSettings;
  #renewedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** `attempts` are those under way at any moment. */
  constructor(leases: JobLeases, attempts: ReadonlyMap<Attempt, unknown>, settings: LeaseKeeperSettings) {
    this.#leases = leases;
    this.#attempts = attempts;
    this.#settings = settings;
    this.#plan();
  }

  /** Passes on what the handler of one attempt has said. */
  async flush(attempt: Attempt): Promise<void> {
    await this.#touch([attempt], 0);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #plan(): void {
    this.#timer = setTimeout(async () => {
      await this.#tick();
      if (!this.#stopped) this.#plan();
    }, limits.notesEveryMs);
  }

  async #tick(): Promise<void> {
    const { leaseMs } = this.#settings;
    const now = performance.now();
    const renew = now - this.#renewedAt >= leaseMs * limits.renewAt;
    // Where Redis is away the next tick tries again: a lease must not run out because one call failed.
    if ((await this.#touch([...this.#attempts.keys()], renew ? leaseMs : 0)) && renew) this.#renewedAt = now;
  }

  /** Whether it reached the queue. */
  async #touch(attempts: readonly Attempt[], leaseMs: number): Promise<boolean> {
    const said = new Map<Attempt, Notes>();
    const touches: { attempt: Attempt; touch: LeaseTouch }[] = [];
    for (const attempt of attempts) {
      const notes = attempt.takeNotes();
      const { progress, lines } = notes;
      const silent = !progress && lines.length === 0;
      if (silent && leaseMs === 0) continue;
      said.set(attempt, notes);
      const { id, fence } = attempt.job;
      touches.push({
        attempt,
        touch: { id, fence, progress: progress?.done, message: progress?.message, log: lines[0] },
      });
      for (const log of lines.slice(1)) touches.push({ attempt, touch: { id, fence, log } });
    }
    if (touches.length === 0) return true;
    try {
      const answers = await this.#leases.touch(
        this.#settings.queue,
        leaseMs,
        touches.map(({ touch }) => touch),
      );
      answers.forEach((answer, index) => {
        if (answer === 'HELD') return;
        const reason = answer === 'LEASE_LOST' ? 'The lease was lost' : 'The job was cancelled';
        touches[index]?.attempt.abort(new UnrecoverableError(reason));
      });
      return true;
    } catch (error) {
      for (const [attempt, notes] of said) attempt.putBack(notes);
      this.#settings.onError(error);
      return false;
    }
  }
}
