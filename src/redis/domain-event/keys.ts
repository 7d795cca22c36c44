// The keys of the domain events. An outbox lies in the slot of what its events are about, and so does all that waits for readers there.

export const domainEventKeys = {
  /** Which events each reader wants. */
  readers: (prefix: string) => `${prefix}:event-readers`,
  /** What has happened in a slot, by its hash tag, until a worker has seen it; starts the keys of what waits for readers. A queue has
   * a stream `events` of its own. */
  outbox: (prefix: string, tag: string) => `${prefix}:{${tag}}:${tag.startsWith('q:') ? 'domain-events' : 'events'}`,
} as const;
