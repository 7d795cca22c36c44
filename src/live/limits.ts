/** What bounds live delivery, in one place. */
export const liveLimits = {
  /** A snapshot is sent at most this often, unless the subscriber asks for less. */
  snapshotMinMs: 100,
  /** A snapshot that nothing announced is read again after this time, so that a lost message heals. */
  snapshotRefreshMs: 15_000,
  /** After a failed read, the next try. */
  retryMs: 1_000,
  /** How long a stream waits for Redis to confirm its subscription before it reads anyhow. */
  confirmMs: 500,
  /** Pages of a feed that are kept for readers who come a little later, and how long. */
  sharedPages: 4,
  sharedPageMs: 5_000,
  /** What was executed for one subscriber is good for others of the same operation during this time. */
  sharedResultMs: 1_000,
} as const;
