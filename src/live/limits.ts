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
} as const;
