// Opens connections to whatever REDIS_URL names: one server, TLS, Sentinel or a cluster. Commands fail fast while Redis
// is away, so that a request gets its answer within a second; the connection itself never gives up. Nothing else imports ioredis.

import { Cluster, type ClusterOptions, Redis, type RedisOptions, SentinelConnector } from 'ioredis';
import type { RedisAddress } from './address.ts';
import { judgeAfterReading } from './command-timeout.ts';
import { breakByNode } from './node-breakers.ts';

/** A connection to one server, or to a cluster. */
export type RedisClient = Redis | Cluster;

export type RedisCluster = Cluster;

/** One server: the only one there is, or a node of a cluster. */
export type RedisNode = Redis;

/** `commands` fails fast; `blocking` may wait in a blocking read; `subscriber` keeps its subscriptions over outages. */
export type ConnectionRole = 'commands' | 'blocking' | 'subscriber';

const limits = {
  commandTimeoutMs: 900,
  /** What a replica does not answer by then a master is asked. */
  replicaTimeoutMs: 300,
  /** A cluster's client is told of replicas that have joined this often. */
  replicasRefreshMs: 5_000,
  connectTimeoutMs: 2_000,
  retryDelayMaxMs: 500,
  /** How often a cluster's client looks for the node of a command, and from one time to the next: in all less than a second. */
  redirections: 6,
  redirectionPauseMs: 100,
  /** From one new connection to the next while a replica is where the primary should be. */
  replicaPauseMs: 1_000,
  /** A connection is asked for a sign of life this often, and dropped when nothing comes for as long as `silenceMs`. */
  pulseMs: 2_000,
  silenceMs: 5_000,
} as const;

/** Milliseconds to the next try. */
function retryStrategy(times: number): number {
  return Math.min(50 * times, limits.retryDelayMaxMs);
}

/** Opens a connection. It connects by itself and again whenever it is lost; errors of the line are emitted as `error`. */
export function connect(address: RedisAddress, role: ConnectionRole): RedisClient {
  const options: RedisOptions = {
    username: address.username,
    password: address.password,
    db: address.database,
    tls: address.tls && { ...address.tls },
    connectTimeout: limits.connectTimeoutMs,
    retryStrategy,
    reconnectOnError: whenReplica(),
    lazyConnect: true,
    ...patience(role),
  };
  return begin(open(address, options), role);
}

/**
 * A connection to the first node of an address that is made by the first command, or by `connect()`, and once only. It takes
 * commands also while Redis loads its data or a cluster is not whole.
 */
export function connectOnce(address: RedisAddress): RedisNode {
  const options: RedisOptions = {
    username: address.username,
    password: address.password,
    tls: address.tls && { ...address.tls },
    connectTimeout: limits.connectTimeoutMs,
    enableReadyCheck: false,
    lazyConnect: true,
    ...patience('commands'),
    enableOfflineQueue: true,
    retryStrategy: null,
  };
  const client = open({ ...address, kind: 'single' }, options) as Redis;
  ignoreErrors(client);
  return client;
}

/** Another connection to where `client` is connected. `waitMs` is how long its commands may be kept waiting on purpose. */
export function connectBeside(client: RedisClient, role: ConnectionRole, waitMs = 0): RedisClient {
  const options = { ...patience(role, waitMs), lazyConnect: true };
  if (!isCluster(client)) return begin(client.duplicate(options), role);
  const { enableOfflineQueue } = options;
  return begin(client.duplicate([], { redisOptions: options, enableOfflineQueue, lazyConnect: true }), role);
}

/**
 * Which master of a cluster has a slot, as far as its client knows: a name, and how to open a connection for subscriptions to it, which is
 * kept until it is disconnected.
 */
export function masterOf(cluster: Cluster, slot: number): { readonly name: string; open(): RedisNode } | undefined {
  const name = cluster.slots[slot]?.[0];
  const node = name && cluster.nodes('master').find(({ options }) => `${options.host}:${options.port}` === name);
  if (!name || !node) return undefined;
  const open = (): RedisNode => {
    const client = node.duplicate({ ...patience('subscriber'), retryStrategy, lazyConnect: true, readOnly: false });
    client.on('error', () => {});
    void client.connect().catch(() => {});
    // To leave a channel says how many others there are, by which ioredis would take those of slots for gone.
    watchPulse(client, askNodes);
    return client;
  };
  return { name, open };
}

/** Has a cluster's client learn anew which masters have which slots. */
export function refreshSlots(cluster: Cluster): void {
  cluster.refreshSlotsCache(() => {});
}

/**
 * A connection to replicas of where `client` is connected, by a cluster or Sentinel: reads go to one that answers, all else to masters.
 * Undefined for one server, whose replicas are not known.
 */
export function connectToReplicas(client: RedisClient): RedisClient | undefined {
  const options = { ...patience('commands', limits.replicaTimeoutMs - limits.commandTimeoutMs), lazyConnect: true };
  if (isCluster(client)) {
    const pick = (nodes: RedisNode[]): RedisNode[] => {
      const ready = nodes.slice(1).filter(({ status }) => status === 'ready' || status === 'wait');
      return ready.length > 0 ? ready : nodes.slice(0, 1);
    };
    const { enableOfflineQueue } = options;
    return begin(
      client.duplicate([], {
        redisOptions: options,
        enableOfflineQueue,
        lazyConnect: true,
        slotsRefreshInterval: limits.replicasRefreshMs,
        scaleReads: pick as ClusterOptions['scaleReads'],
      }),
      'commands',
      limits.replicaTimeoutMs,
    );
  }
  if (!client.options.sentinels) return undefined;
  return begin(client.duplicate({ ...options, role: 'slave' }), 'commands');
}

/** How long a role's commands wait while Redis is away. */
function patience(role: ConnectionRole, waitMs = 0) {
  const failFast = role === 'commands';
  return {
    commandTimeout: failFast ? limits.commandTimeoutMs + waitMs : undefined,
    enableOfflineQueue: !failFast,
    autoResendUnfulfilledCommands: !failFast,
    maxRetriesPerRequest: failFast ? 0 : null,
    socketTimeout: role === 'blocking' ? undefined : limits.silenceMs,
    // Who listens subscribes again: a refusal of what ioredis does by itself would be nobody's to handle, and end the process.
    autoResubscribe: false,
    // CLIENT SETINFO, from Redis 7.2 on, is a right more that Mortar would need, and Redis 7.0 does not know its name in a rule.
    disableClientInfo: true,
  } satisfies RedisOptions;
}

function begin(client: RedisClient, role: ConnectionRole, timeoutMs: number = limits.commandTimeoutMs): RedisClient {
  ignoreErrors(client);
  if (isCluster(client)) {
    client.on('+node', ignoreNodeErrors);
    ignoreSubscriberErrors(client);
  }
  void client.connect().catch(() => {});
  if (role !== 'blocking') watchPulse(client, role === 'subscriber' ? askSubscriber : askNodes);
  if (role === 'commands' && isCluster(client)) breakByNode(client, timeoutMs);
  if (role === 'commands') judgeAfterReading(client);
  return client;
}

/**
 * Without a listener an ioredis error would end the process; whoever cares adds one of its own. ioredis hears the first error of a
 * socket alone, and over TLS a second may follow: the server's alert, after the client has judged the certificate.
 */
function ignoreErrors(client: RedisClient): void {
  client.on('error', () => {
    if (!isCluster(client) && !client.stream?.listeners('error').includes(ignore)) client.stream?.on('error', ignore);
  });
}

function ignore(): void {}

/** A cluster's client asks a node for the slots over another connection, which is like that to the node. */
function ignoreNodeErrors(node: Redis): void {
  ignoreErrors(node);
  const duplicate = node.duplicate.bind(node);
  node.duplicate = (options) => {
    const client = duplicate(options);
    ignoreErrors(client);
    return client;
  };
}

/** The connection of a cluster's client for subscriptions is made by ioredis, each time at another node. */
function ignoreSubscriberErrors(cluster: Cluster): void {
  const { subscriber } = cluster as unknown as { subscriber: { subscriber: Redis | null; selectSubscriber(): void } };
  const select = subscriber.selectSubscriber.bind(subscriber);
  subscriber.selectSubscriber = () => {
    select();
    if (subscriber.subscriber) ignoreErrors(subscriber.subscriber);
  };
}

/** As are those to Sentinels. */
class Sentinels extends SentinelConnector {
  constructor(options: ConstructorParameters<typeof SentinelConnector>[0]) {
    super(options);
    const own = this as unknown as { connectToSentinel(...given: unknown[]): Redis };
    const open = own.connectToSentinel.bind(this);
    own.connectToSentinel = (...given) => {
      const client = open(...given);
      ignoreErrors(client);
      return client;
    };
  }
}

function open(address: RedisAddress, options: RedisOptions): RedisClient {
  if (address.kind === 'cluster') {
    const clusterOptions: ClusterOptions = {
      redisOptions: options,
      enableOfflineQueue: options.enableOfflineQueue,
      clusterRetryStrategy: retryStrategy,
      maxRedirections: limits.redirections,
      retryDelayOnTryAgain: 50,
      retryDelayOnFailover: limits.redirectionPauseMs,
      retryDelayOnClusterDown: limits.redirectionPauseMs,
      slotsRefreshTimeout: limits.connectTimeoutMs,
      natMap: natMapOf(address),
      // Names stay names: a certificate is issued for one, and an address behind it may change.
      dnsLookup: (host, done) => done(null, host),
      lazyConnect: true,
    };
    return new Cluster([...address.nodes], clusterOptions);
  }
  if (address.kind === 'sentinel') {
    return new Redis({
      ...options,
      sentinels: [...address.nodes],
      Connector: Sentinels as NonNullable<RedisOptions['Connector']>,
      name: address.masterName,
      natMap: natMapOf(address),
      sentinelUsername: address.sentinel?.username,
      sentinelPassword: address.sentinel?.password ?? address.password,
      sentinelTLS: options.tls,
      enableTLSForSentinelMode: options.tls !== undefined,
    });
  }
  if (address.path) return new Redis({ ...options, path: address.path });
  const node = address.nodes[0] as { host: string; port: number };
  return new Redis({ ...options, host: node.host, port: node.port });
}

function natMapOf({ natMap }: RedisAddress) {
  return natMap && { ...natMap };
}

/**
 * A primary that has become a replica keeps its connections, and refuses every write on them. A new connection finds
 * the primary of now, by the endpoint's name or by Sentinel. While it finds the replica again, reads go on in between.
 */
function whenReplica(): (error: Error) => boolean {
  let againMs = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (!error.message.startsWith('READONLY') || performance.now() < againMs) return false;
    againMs = performance.now() + limits.replicaPauseMs;
    return true;
  };
}

export function isCluster(client: RedisClient): client is Cluster {
  return client instanceof Cluster;
}

/** The number of the database that a client works in. */
export function databaseOf(client: RedisClient): number {
  return isCluster(client) ? 0 : (client.options.db ?? 0);
}

/** The servers that take writes: the masters of a cluster that are known, or the one server. */
export function mastersOf(client: RedisClient): RedisNode[] {
  return isCluster(client) ? client.nodes('master') : [client];
}

/**
 * Asks each connection of a client for a sign of life, until the client has ended. Where a peer has gone without a word, as
 * behind a firewall that forgot the connection, what is sent is swallowed and TCP takes minutes to give up. `socketTimeout`
 * of ioredis gives up on a question that is not answered.
 */
function watchPulse(client: RedisClient, ask: (client: RedisClient) => void): void {
  const timer = setInterval(() => {
    if (client.status === 'end') clearInterval(timer);
    else if (client.status === 'ready') ask(client);
  }, limits.pulseMs);
  timer.unref();
}

function askNodes(client: RedisClient): void {
  for (const node of isCluster(client) ? client.nodes('all') : [client])
    if (node.status === 'ready') void node.ping().catch(() => {});
}

/**
 * To leave a channel that nobody listens to is always answered and needs no right. A cluster's connection for subscriptions
 * gets no `socketTimeout` from ioredis, so that its silence is measured here.
 */
function askSubscriber(client: RedisClient): void {
  const answer = client.unsubscribe('pulse').catch(() => {});
  if (!isCluster(client)) return;
  const timer = setTimeout(() => client.disconnect(true), limits.silenceMs);
  timer.unref();
  void answer.finally(() => clearTimeout(timer));
}

/** Resolves once the connection takes commands; rejects with the last error when it does not within `timeoutMs`. */
export async function untilReady(client: RedisClient, timeoutMs: number): Promise<void> {
  if (client.status === 'ready') return;
  let last: Error | undefined;
  const remember = (error: Error): void => {
    last = error;
  };
  let settle = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  client.on('error', remember);
  try {
    await new Promise<void>((resolve, reject) => {
      settle = resolve;
      client.on('ready', settle);
      timer = setTimeout(() => reject(last ?? new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    });
  } finally {
    clearTimeout(timer);
    client.off('ready', settle);
    client.off('error', remember);
  }
}
