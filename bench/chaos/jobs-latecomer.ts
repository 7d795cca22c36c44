// A worker that always comes too late: it takes jobs, sleeps past its lease and then hands in results all the same.

import { setTimeout as wait } from 'node:timers/promises';
import { type ClaimedJob, JobLeases, Jobs, type RedisHandle } from '../../src/redis/index.ts';
import { leaseMs, queue } from './jobs-work.ts';

const workerId = 'latecomer';

export class Latecomer {
  readonly violations: string[] = [];
  readonly #jobs: Jobs;
  readonly #leases: JobLeases;
  /** How often it was refused, as it should be. */
  refused = 0;

  constructor(redis: RedisHandle) {
    this.#jobs = new Jobs(redis);
    this.#leases = new JobLeases(redis);
  }

  /** One visit; whatever Redis does not answer is left to the lease. */
  async visit(): Promise<boolean> {
    try {
      const { claimed } = await this.#leases.step({ queue, workerId, want: 3, leaseMs, finished: [] });
      // Poison and the rest die of this as of any accident.
      await wait(leaseMs * 1.7);
      for (const job of claimed) await this.#handIn(job);
      return claimed.length > 0;
    } catch {
      return false;
    }
  }

  async #handIn(job: ClaimedJob): Promise<void> {
    const { id, fence, attempt } = job;
    const now = await this.#jobs.get(id);
    const lost = now === null || now.state !== 'ACTIVE' || now.attempt !== attempt;
    const [touched] = await this.#leases.touch(queue, leaseMs, [{ id, fence, log: 'too late', progress: 0.9 }]);
    const result = { attempt, workerId };
    const finished = [{ id, fence, outcome: { kind: 'COMPLETED', result } as const }];
    const { accepted } = await this.#leases.step({ queue, workerId, want: 0, leaseMs, finished });
    if (!accepted[0]) this.refused += 1;
    if (!lost) return;
    if (touched !== 'LEASE_LOST') this.violations.push(`${id} took progress from a worker whose lease was lost`);
    if (accepted[0]) this.violations.push(`${id} took a result from a worker whose lease was lost`);
  }
}
