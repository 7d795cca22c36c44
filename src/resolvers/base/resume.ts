// Where a feed goes on for a client that comes back.

import { parseStreamCursor, splitCursors } from '../../redis/base/stream-cursor.ts';
import type { Context } from './context.ts';

/**
 * The cursor of what the caller has seen last. An EventSource says it in a header, and its address still has the cursor that it began
 * with.
 */
export function resumeAfter(after: string | null | undefined, { client }: Pick<Context, 'client'>): string | null {
  return client.lastEventId ?? after ?? null;
}

/** The same for a subscription without `after`. @throws Refusal at once if it is no cursor of a reader of so many streams, or fewer. */
export function resumeByHeader(streams: number, context: Pick<Context, 'client'>): string | null {
  const after = resumeAfter(null, context);
  if (after !== null) for (const cursor of splitCursors(after, streams)) parseStreamCursor(cursor);
  return after;
}

/** Picks entries of a feed page by page. What was missed before one that is not picked counts for the next that is. */
export function picking<Entry extends { readonly missed: number }>(
  isPicked: (entry: Entry) => boolean,
): (entries: readonly Entry[]) => Entry[] {
  let missed = 0;
  return (entries) =>
    entries.flatMap((entry) => {
      missed += entry.missed;
      if (!isPicked(entry)) return [];
      const picked = missed === entry.missed ? entry : { ...entry, missed };
      missed = 0;
      return [picked];
    });
}
