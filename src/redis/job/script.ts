// Runs the scripts that change a queue's jobs: all take the queue's base and begin with the same arguments.

import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import type { Script, ScriptArgument } from '../base/scripts.ts';
import { jobKeys } from './keys.ts';
import { isPartName } from './part-name.ts';
import { jobLimits } from './shapes.ts';

const minuteTtlSeconds = jobLimits.throughputMinutes * 60;

/** What job/lua/include/cancel.lua is given: how many cancelled jobs stay, for how long, how many one call prunes, and how many leave places. */
export const cancelledKept: readonly ScriptArgument[] = [
  jobLimits.kept.cancelled.count,
  jobLimits.kept.cancelled.ageMs,
  jobLimits.stepBound,
  jobLimits.placesLeft,
];

/** The channel that tells workers of a part to look for jobs, or to cancel some. */
export function wakeChannel(redis: RedisHandle, part: string): string {
  return jobKeys.wake(redis.channelPrefixAt(jobKeys.queue(redis.prefix, part)), part);
}

/** The channel that tells which jobs of a part changed. */
export function changedChannel(redis: RedisHandle, part: string): string {
  return jobKeys.changed(redis.channelPrefixAt(jobKeys.queue(redis.prefix, part)), part);
}

/**
 * Runs one on a part of a queue. `args` follow the three arguments that job/lua/include/changes.lua takes.
 * @param domainEvents as `DomainEventOutboxes.draw` has them
 * @throws Refusal NOT_FOUND for what is no name of a queue: there is none of it.
 */
export async function runOnQueue(
  redis: RedisHandle,
  script: Script,
  part: string,
  args: readonly ScriptArgument[],
  domainEvents = '',
): Promise<unknown> {
  if (!isPartName(part)) refuse('NOT_FOUND', 'There is no queue of this name.', 'queue');
  const { prefix } = redis;
  const channels = `${changedChannel(redis, part)}\n${wakeChannel(redis, part)}`;
  const head = [channels, `${jobLimits.events} ${domainEvents}`.trimEnd(), minuteTtlSeconds];
  return redis.run(script, [jobKeys.queue(prefix, part)], [...head, ...args]);
}
