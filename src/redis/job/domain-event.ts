// The domain events of jobs: of which queues they are told, and where they wait.

import type { RedisHandle } from '../base/handle.ts';
import { jobKeys } from './keys.ts';
import { isPartName } from './part-name.ts';
import { QueueParts } from './parts.ts';

/** The jobs of these queues deliver events: one that is dead is not told of, since its event would come to the same end. */
const deliveryQueues: readonly string[] = ['events', 'webhooks'];

export const isTold = (queue: string): boolean => !deliveryQueues.includes(queue);

const tagStart = 'q:';

/** The hash tags of the slots in which jobs' events wait: those of all parts of all queues. */
export async function jobEventTags(redis: RedisHandle): Promise<string[]> {
  const queues = await redis.client.smembers(jobKeys.queues(redis.prefix));
  const parts = new QueueParts(redis);
  const names = await Promise.all(
    queues
      .filter(isTold)
      .sort()
      .map((queue) => parts.read(queue)),
  );
  return names.flat().map((part) => `${tagStart}${part}`);
}

export function isJobEventTag(tag: string): boolean {
  return tag.startsWith(tagStart) && isPartName(tag.slice(tagStart.length));
}
