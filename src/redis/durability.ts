// Which writes count only once replicas, or the disk, have them.

import type { Durability } from './base/durable.ts';

export const durableSubjects = ['orders', 'accounts', 'jobs'] as const;
/** `orders` are orders, the stock, and what the built-in provider charges; `jobs` are those that are enqueued or scheduled. */
export type DurableSubject = (typeof durableSubjects)[number];

export interface DurabilitySettings extends Durability {
  readonly subjects: readonly DurableSubject[];
}
