// What the scripts that change sessions are given first: see lua/include/change.lua.

import type { DomainEventOutboxes } from '../domain-event/domain-event.ts';
import { sessionLimits } from './settings.ts';

const types = ['session.started', 'session.ended'] as const;

/** How many changes of a shard are kept, and which events of sessions somebody wants. */
export async function sessionChanges(outboxes: DomainEventOutboxes): Promise<string> {
  return `${sessionLimits.changesKept} ${await outboxes.draw(types)}`.trimEnd();
}
