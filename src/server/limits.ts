// The limits of the server, in one place.

export const serverLimits = {
  /** The body of a request, to /graphql as to /collect. */
  bodyBytes: 1_000_000,
  /**
   * Long lists of events at /collect that are counted at once, and that wait for it: of one address, and in all. One that may not wait is
   * answered after `refusedMs`, so that a sender that sends it again at once costs little. What the event loop lags by more than
   * `lagMs` is made up for by a rest `restFactor` times as long after each list, and beyond `fullLagMs` no list may wait any more.
   */
  collecting: {
    atOnce: 2,
    waitingPerKey: 50,
    waiting: 200,
    refusedMs: 2_000,
    lagMs: 5,
    restFactor: 16,
    restMs: 400,
    fullLagMs: 250,
  },
  /** What is kept of a client's header fields. */
  userAgentCharacters: 512,
  visitorIdCharacters: 200,
  /** Of a share link's token, and of its password as it is in a header. */
  shareCharacters: 2_000,
  /** Of the id that a client comes back with; the cursor of a topic of 12 parts is shorter. */
  lastEventIdCharacters: 512,
  socketMessageBytes: 65_536,
  /** Lists and objects in each other in what a client sends as JSON. A JSON value that Mortar keeps may have 500. */
  jsonLevels: 600,
  /** Brackets in each other in the text of a document: fields, lists, objects and types together. */
  documentLevels: 200,
  /**
   * Memory for documents that are kept as valid, in bytes, by an estimate: what is parsed takes about `bytesPerCharacter`, but no
   * more than that for `denseCharacters`, since tokens are limited. `onceShare` of it is for those that came once.
   */
  knownDocuments: { bytes: 67_108_864, onceShare: 0.25, bytesPerCharacter: 128, denseCharacters: 8_000 },
  /**
   * The text of documents that are not known: the share of a minute's bytes that may come at once, and addresses told apart. One
   * that is not valid counts several times, unless it is short, as a person's mistakes are. Validation may compare so many pairs of
   * fields for each field that a document may have.
   */
  newDocuments: {
    bytesPerMinute: 2_097_152,
    burstShare: 0.25,
    addresses: 10_000,
    invalidFactor: 4,
    invalidFromBytes: 2_048,
    comparisonsPerField: 10,
  },
  /**
   * Live subscriptions begun from one address to one process, each counted by what it watches: at once, per second, and addresses
   * told apart.
   */
  subscribing: { burst: 4_000, perSecond: 400, addresses: 10_000 },
  /** The text and variables of one subscription, which are kept as long as it is open. */
  subscriptionCharacters: 65_536,
  /**
   * Answers of anonymous reads that a process keeps: how many, their bytes, the characters of the variables of one, and the names of what
   * one is made from.
   */
  responseCache: { entries: 10_000, bytes: 33_554_432, variablesCharacters: 1_000, sources: 300 },
  /** Variables that decide what a planned operation selects. Each combination of their values has its own plan. */
  plannedConditions: 3,
  /** How long one turn of the event loop opens sockets that have come at once. */
  socketArrivals: { sliceMs: 5 },
  /** Messages that are read from a socket: at once after a pause, and per second. */
  socketMessages: { burst: 5_000, perSecond: 1_000 },
  /**
   * Bytes that wait for the client of a socket to read: beyond `fullBytes` its messages are not read, and beyond `bytes` it is cut off.
   * While more than `inAll` wait in all sockets of the process, those that are `behindBytes` behind are cut off. Results that are at hand
   * at the same time are written together, up to `togetherBytes`.
   */
  socketWaiting: {
    togetherBytes: 16_384,
    fullBytes: 1_048_576,
    bytes: 16_777_216,
    inAll: 67_108_864,
    behindBytes: 65_536,
  },
  /** Interval of pings on a socket. A client that does not answer one before the next is gone. */
  socketPingMs: 12_000,
  /** Of the name of an operation, as a label of a metric. */
  operationNameCharacters: 64,
  /** Interval of the heartbeats in a stream over HTTP, which keep proxies from closing it as idle. */
  eventStreamPingMs: 12_000,
  /**
   * Streams that operations share: at once, the time in which one that was reserved has to be opened, operations under way in one, and
   * bytes that wait for a slow reader: beyond `fullBytes` no operation begins, and beyond `waitingBytes` the stream ends. While more than
   * `waitingInAll` wait in all streams of the process, those that are `behindBytes` behind end. For clients that resume, the last `keptBytes`
   * that were sent are kept, less of each while they are more than `keptInAll` in all.
   */
  reservedStreams: {
    perAddress: 500,
    perProcess: 20_000,
    reservedMs: 30_000,
    operations: 200,
    fullBytes: 1_048_576,
    waitingBytes: 16_777_216,
    waitingInAll: 67_108_864,
    behindBytes: 65_536,
    keptBytes: 262_144,
    keptInAll: 67_108_864,
    operationIdCharacters: 128,
  },
  /** Connections that may wait to be accepted, if the system allows as many, so that none of a burst is reset. */
  backlog: 4_096,
  /** Keep-alive timeout. It is longer than that of proxies, so that no connection closes while a request is on its way. */
  keepAliveMs: 75_000,
  /** Grace period for requests and streams when the server stops. */
  drainMs: 5_000,
  /** How often it looks meanwhile for connections that have had their answer. */
  drainLookMs: 100,
  /** How long a socket waits, as the server stops, for its queries and mutations to be answered. */
  drainAnswerMs: 4_000,
  /** Over how long open sockets and streams are closed. A setting: src/config/process.ts. */
  drainSpreadMs: 3_000,
  /** Where many sockets and streams are open as the server stops, one more ends after so long. */
  drainEachMs: 5,
  /** When a client of server-sent events is to come back, at a time of its own between the two. */
  retryMs: { from: 500, to: 2_500 },
} as const;

/** What bounds an operation before it runs. Each is a setting: src/config/api.ts. */
export interface OperationLimits {
  /** Levels of fields. */
  readonly depth: number;
  /** In one document, as are directives and tokens. */
  readonly aliases: number;
  readonly directives: number;
  readonly tokens: number;
  /** Fields of one operation, counted as often as fragments bring them in. */
  readonly fields: number;
  /** Points that one operation may cost. */
  readonly cost: number;
  /** Parts that @defer and @stream set apart in one operation. */
  readonly deferred: number;
  /** Operations in one request. */
  readonly batched: number;
}

/** A gateway that stitches asks for 100 keys with an alias each and two more inside: what bounds the work is the cost. */
export const operationDefaults: OperationLimits = {
  depth: 12,
  aliases: 300,
  directives: 50,
  tokens: 4_000,
  fields: 1_000,
  cost: 20_000,
  deferred: 20,
  batched: 10,
};

/** What is kept of documents that clients sent with their hash. A setting: src/config/api.ts. */
export const documentDefaults = { persistedQueryBytes: 8_388_608 } as const;

/** How many objects open subscriptions may watch at once. */
export interface LiveBounds {
  /** Over one WebSocket. */
  readonly perSocket: number;
  readonly perSession: number;
  /** From one address, unless many callers share it. */
  readonly perAddress: number;
  readonly perProcess: number;
}

export const liveDefaults: LiveBounds = { perSocket: 200, perSession: 500, perAddress: 2_000, perProcess: 50_000 };
