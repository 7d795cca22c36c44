// The keys of the queues. All keys of one queue share a hash tag.

import type { ChannelPrefix } from '../base/channels.ts';

/** What only the scripts of a queue append to its base. */
export type QueuePart =
  | `p:${number}`
  | 'delayed'
  | 'done'
  | 'dead'
  | 'cancelled'
  | 'jobs'
  | 'state'
  | 'results'
  | 'errors'
  | 'progress'
  | 'logged'
  | 'aside'
  | `aside:${number}:${string}`
  | 'bad'
  | 'bad:why'
  | 'schedules:job'
  | 'gone'
  | 'domain-events'
  | 'last'
  | `idem:${string}`
  | `digest:${string}`
  | `rate:${number}`;

export const jobKeys = {
  /** The names of all queues. */
  queues: (prefix: string) => `${prefix}:queues`,
  /** The queues that have schedules, by when the first is due. */
  dueQueues: (prefix: string) => `${prefix}:queues:due`,
  /** Starts every key of a queue; scripts append a `QueuePart`, or what follows it below. */
  queue: (prefix: string, name: string) => `${prefix}:{q:${name}}:`,
  part: (prefix: string, name: string, part: QueuePart) => `${prefix}:{q:${name}}:${part}`,
  meta: (prefix: string, name: string) => `${prefix}:{q:${name}}:meta`,
  lease: (prefix: string, name: string) => `${prefix}:{q:${name}}:lease`,
  events: (prefix: string, name: string) => `${prefix}:{q:${name}}:events`,
  schedules: (prefix: string, name: string) => `${prefix}:{q:${name}}:schedules`,
  /** When each schedule runs next. */
  schedulesDue: (prefix: string, name: string) => `${prefix}:{q:${name}}:schedules:due`,
  /** When each schedule ran last. */
  schedulesLast: (prefix: string, name: string) => `${prefix}:{q:${name}}:schedules:last`,
  log: (prefix: string, queue: string, number: string) => `${prefix}:{q:${queue}}:log:${number}`,
  /** Channel: workers may find jobs in a queue, or are to cancel some. */
  wake: (prefix: ChannelPrefix, queue: string) => `${prefix}:{q:${queue}}:wake`,
  /** Channel: jobs of a queue changed their state. */
  changed: (prefix: ChannelPrefix, queue: string) => `${prefix}:queue-changed:${queue}`,
} as const;
