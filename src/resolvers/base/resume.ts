// Where a feed goes on for a client that comes back.

import type { Context } from './context.ts';

/**
 * The cursor of what the caller has seen last. An EventSource says it in a header, and its address still has the cursor that it began
 * with.
 */
export function resumeAfter(after: string | null | undefined, { client }: Pick<Context, 'client'>): string | null {
  return client.lastEventId ?? after ?? null;
}
