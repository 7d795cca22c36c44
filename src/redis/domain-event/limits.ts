// How many domain events are kept, and for how long.

export const domainEventLimits = {
  /** Of one outbox that no worker has emptied: the oldest go. */
  waiting: 10_000,
  /** Events of one outbox that wait for one reader: what comes then is not delivered to it, and counted. */
  waitingOfReader: 10_000,
  /** What waits for a reader of which no process has been seen for so long is forgotten, and so is the reader. */
  readerMs: 7 * 24 * 3_600_000,
  readers: 50,
  /** How old may be what a process knows of the readers. */
  knownMs: 5_000,
  /** Events that one step takes out of an outbox, and gives to handlers. */
  moved: 50,
  taken: 50,
  /** A handler has so long, and is given another attempt if nothing was heard of its process for a little longer. */
  handlerMs: 30_000,
  leaseMs: 40_000,
  /** After so many the event becomes a job, which has one more. */
  attempts: 8,
  backoff: { delayMs: 1_000, maxDelayMs: 60_000 },
  readerLength: 60,
  subjectLength: 200,
} as const;
