// The limits of the server, in one place.

export const serverLimits = {
  bodyBytes: 1_000_000,
  socketMessageBytes: 65_536,
  batchedOperations: 10,
  depth: 12,
  aliases: 30,
  directives: 30,
  tokens: 4_000,
  /** Documents that are remembered as valid, and how long one may be for it. */
  knownDocuments: 1_000,
  knownDocumentCharacters: 10_000,
  /** Variables of an operation that is planned may decide what is selected: each combination of their values has its own plan. */
  plannedConditions: 3,
  /** Points that one operation may cost. */
  complexity: 20_000,
  /** Fields that one operation may ask for, as often as they are written. */
  fields: 500,
  /** Messages that a socket is read at: at once, and then a second. */
  socketMessages: { burst: 5_000, perSecond: 1_000 },
  /** Distinct operation names that are counted by name; all further ones count as "(other)". */
  operationNames: 200,
  /** A stream of server-sent events is given a sign of life this often, so that nothing on the way takes it for dead. */
  eventStreamPingMs: 12_000,
  /** Connections that may wait to be taken, where the system allows as many: of a burst none is to be reset. */
  backlog: 4_096,
  /** An idle connection is kept for longer than proxies do, so that none is closed while a request is on its way over it. */
  keepAliveMs: 75_000,
  /** How long requests and streams under way may take to end when the server stops. */
  drainMs: 5_000,
} as const;
