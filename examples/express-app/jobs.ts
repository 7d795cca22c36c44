// Work that no request waits for.

import type { Cache, RedisHandle } from 'mortar/redis';
import { defineHandler, defineJob, Worker } from 'mortar/worker';
import { z } from 'zod';

/** The payload is checked where it is enqueued and where it runs. One of another shape does not compile. */
export const noteAdded = defineJob({
  name: 'note-added',
  queue: 'wall',
  payload: z.object({ id: z.number(), by: z.string() }),
});

export function jobs(redis: RedisHandle, { cache }: { readonly cache: Cache }): Worker {
  return new Worker(redis, {
    queue: 'wall',
    handlers: [
      defineHandler(noteAdded, async ({ id, by }) => {
        // All processes forget the list that they have.
        await cache.invalidate({ tags: ['notes'] });
        console.log(`Note ${id} by ${by}`);
      }),
    ],
  });
}
