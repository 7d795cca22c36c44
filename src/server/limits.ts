// The limits of the server, in one place.

export const serverLimits = {
  /** The body of a request, to /graphql as to /collect. */
  bodyBytes: 1_000_000,
  /** What is kept of a client's header fields. */
  userAgentCharacters: 512,
  visitorIdCharacters: 200,
  socketMessageBytes: 65_536,
  batchedOperations: 10,
  depth: 12,
  aliases: 30,
  directives: 30,
  tokens: 4_000,
  /** Documents that are kept as valid, and the longest that is kept. */
  knownDocuments: 1_000,
  knownDocumentCharacters: 10_000,
  /** Variables that decide what a planned operation selects. Each combination of their values has its own plan. */
  plannedConditions: 3,
  /** Points that one operation may cost. */
  complexity: 20_000,
  /** Fields of one operation, counted as often as they are written. */
  fields: 500,
  /** Messages that are read from a socket: at once after a pause, and per second. */
  socketMessages: { burst: 5_000, perSecond: 1_000 },
  /** Distinct operation names that are counted by name. Further ones count as "(other)". */
  operationNames: 200,
  /** Interval of the comments in a stream of server-sent events, which keep proxies from closing it as idle. */
  eventStreamPingMs: 12_000,
  /** Connections that may wait to be accepted, if the system allows as many, so that none of a burst is reset. */
  backlog: 4_096,
  /** Keep-alive timeout. It is longer than that of proxies, so that no connection closes while a request is on its way. */
  keepAliveMs: 75_000,
  /** Grace period for requests and streams when the server stops. */
  drainMs: 5_000,
} as const;
