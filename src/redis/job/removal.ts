// Deleting a queue: what it holds is judged first, then goes at once, however much it is. Logs and idempotency keys have keys of their
// own, which a walk through all keys finds.

import type { RedisHandle } from '../base/handle.ts';
import { isName } from '../base/name.ts';
import { Refusal, refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { jobKeys } from './keys.ts';
import { QueueParts } from './parts.ts';
import { ScheduleIndex } from './schedule-index.ts';
import { changedChannel } from './script.ts';
import { jobLimits } from './shapes.ts';

const createScript = loadScript('job/create');
const deleteScript = loadScript('job/queue-delete');
const sweepScript = loadScript('job/queue-sweep');

const limits = {
  /** Names of jobs that were set aside whose lists one script deletes, and scripts of one call. */
  names: 500,
  nameSteps: 100,
  /** Keys that one step of the walk looks at, and steps of one call. */
  keys: 1_000,
  keySteps: 1_000,
} as const;

/** What may be deleted with a queue. */
export interface QueueRemovalSettings {
  /** Deletes also jobs that are not finished, dead and quarantined jobs, and schedules. */
  readonly withJobs: boolean;
}

type DeleteReply = ['OK' | 'MORE'] | ['ILLEGAL_STATE', ...held: number[]];

/** What keeps a queue from being deleted, in the order of the script. */
const kinds = ['waiting', 'delayed', 'active', 'dead', 'quarantined'] as const;

export class QueueRemoval {
  readonly #redis: RedisHandle;
  readonly #index: ScheduleIndex;
  readonly #parts: QueueParts;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#index = new ScheduleIndex(redis);
    this.#parts = new QueueParts(redis);
  }

  /**
   * Deletes a queue. Workers that hold jobs of it lose their leases. Returns whether all is gone: the work of one call is bounded, and
   * another call continues it.
   * @throws Refusal NOT_FOUND, or ILLEGAL_STATE if it holds something and `withJobs` is false; nothing is deleted then.
   */
  async delete(queue: string, { withJobs }: QueueRemovalSettings): Promise<boolean> {
    const { client, prefix } = this.#redis;
    const known =
      isName(queue) &&
      ((await client.sismember(jobKeys.queues(prefix), queue)) || (await client.exists(jobKeys.meta(prefix, queue))));
    if (!known) return refuse('NOT_FOUND', 'There is no queue of this name.', 'name');
    const parts = await this.#parts.read(queue);
    // The first is the last to go: it is by what it says that the others are found.
    for (const part of [...parts].reverse()) if (!(await this.#deletePart(part, parts, withJobs))) return false;
    await client.srem(jobKeys.queues(prefix), queue);
    // Somebody may have used it again meanwhile.
    if ((await client.exists(jobKeys.meta(prefix, queue), jobKeys.schedules(prefix, queue))) > 0) {
      await client.sadd(jobKeys.queues(prefix), queue);
      await this.#index.mark(queue);
    }
    return true;
  }

  /** A part that holds something keeps all of them: those that were deleted before it held nothing, and are made again. */
  async #deletePart(part: string, parts: readonly string[], withJobs: boolean): Promise<boolean> {
    try {
      if (!(await this.#deleteJobs(part, withJobs)) || !(await this.#sweep(part))) return false;
    } catch (error) {
      const make = (each: string): Promise<unknown> =>
        this.#redis.run(createScript, [jobKeys.queue(this.#redis.prefix, each)], [parts.length, '']);
      if (parts.length > 1 && error instanceof Refusal) await Promise.all(parts.slice(1).map(make));
      throw error;
    }
    await this.#index.remove(part);
    return true;
  }

  async #deleteJobs(queue: string, withJobs: boolean): Promise<boolean> {
    const { prefix } = this.#redis;
    const { priorityMax, throughputMinutes } = jobLimits;
    const args = [changedChannel(this.#redis, queue), withJobs ? 1 : 0, priorityMax, throughputMinutes, limits.names];
    for (let step = 0; step < limits.nameSteps; step += 1) {
      const reply = await this.#redis.run(deleteScript, [jobKeys.queue(prefix, queue)], args);
      const [outcome, ...held] = reply as DeleteReply;
      if (outcome === 'ILLEGAL_STATE') refuse('ILLEGAL_STATE', holds(held as number[]), 'withJobs');
      if (outcome === 'OK') return true;
    }
    return false;
  }

  async #sweep(queue: string): Promise<boolean> {
    const base = jobKeys.queue(this.#redis.prefix, queue);
    const pattern = `${base.replace(/[\\*?[\]]/g, '\\$&')}*`;
    for (let step = 0; step < limits.keySteps; step += 1) {
      const [outcome] = (await this.#redis.run(sweepScript, [base], [pattern, limits.keys])) as ['OK' | 'MORE'];
      if (outcome === 'OK') return true;
    }
    return false;
  }
}

function holds(held: readonly number[]): string {
  const schedules = held[kinds.length] ?? 0;
  const counts = kinds.flatMap((kind, place) => ((held[place] ?? 0) > 0 ? [`${held[place]} ${kind}`] : []));
  const parts = [
    ...(counts.length > 0 ? [`${counts.join(', ')} jobs`] : []),
    ...(schedules > 0 ? [`${schedules} schedules`] : []),
  ];
  return `The queue has ${parts.join(' and ')}. To delete them with it, set withJobs to true.`;
}
