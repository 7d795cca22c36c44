// Opens connections to whatever REDIS_URL names: one server, TLS, Sentinel or a cluster. Commands fail fast while Redis
// is away, so that a request gets its answer within a second; the connection itself never gives up.

import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';

export type RedisClient = Redis | Cluster;

/** `commands` fails fast; `blocking` may wait in a blocking read; `subscriber` keeps its subscriptions over outages. */
export type ConnectionRole = 'commands' | 'blocking' | 'subscriber';

export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly nodes: readonly { host: string; port: number }[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
  /** Path of a Unix socket, in the place of `nodes`. */
  readonly path?: string;
  /** The name under which Sentinel knows the master. */
  readonly masterName?: string;
}

const limits = {
  commandTimeoutMs: 900,
  connectTimeoutMs: 2_000,
  retryDelayMaxMs: 500,
} as const;

/**
 * Parses a Redis address.
 *
 * - `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS, `unix:///path/to/socket`
 * - `redis://host:port,host:port,...` for a cluster; `redis+cluster://host:port` where one node is enough to find it
 * - `redis+sentinel://host:port,host:port/master-name`
 *
 * @throws an Error whose message says what is wrong, without the password.
 */
export function parseRedisUrl(text: string): RedisAddress {
  if (text.startsWith('unix://'))
    return { kind: 'single', nodes: [], tls: false, database: 0, path: text.slice('unix://'.length) };
  const scheme = /^(rediss?)(\+cluster|\+sentinel)?:\/\//.exec(text);
  if (!scheme) throw new Error('must start with redis://, rediss://, redis+cluster://, redis+sentinel:// or unix://');
  const parts = text.split(',').map((part, index) => new URL(normalise(part, index, scheme[1] as string)));
  const first = parts[0] as URL;
  const last = parts[parts.length - 1] as URL;
  const nodes = parts.map((part) => ({
    host: part.hostname.replace(/^\[|\]$/g, ''),
    port: part.port ? Number(part.port) : 6379,
  }));
  if (nodes.some((node) => node.host === '')) throw new Error('names no host');
  const path = decodeURIComponent(last.pathname.slice(1));
  const shared = {
    nodes,
    tls: scheme[1] === 'rediss',
    username: first.username ? decodeURIComponent(first.username) : undefined,
    password: first.password ? decodeURIComponent(first.password) : undefined,
  };
  if (scheme[2] === '+sentinel') {
    if (path === '') throw new Error('needs the master name at its end, as in redis+sentinel://host:26379/mymaster');
    return { ...shared, kind: 'sentinel', database: 0, masterName: path };
  }
  if (scheme[2] === '+cluster' || nodes.length > 1) {
    if (path !== '' && path !== '0') throw new Error('names a database, but a cluster has database 0 alone');
    return { ...shared, kind: 'cluster', database: 0 };
  }
  if (!/^\d*$/.test(path)) throw new Error('has a database that is not a number');
  return { ...shared, kind: 'single', database: Number(path || 0) };
}

function normalise(part: string, index: number, scheme: string): string {
  const bare = part.trim().replace(/^rediss?(\+\w+)?:\/\//, '');
  if (bare === '') throw new Error(`has an empty address at place ${index + 1}`);
  return `${scheme}://${bare}`;
}

/** Opens a connection. It connects by itself and again whenever it is lost; errors of the line are emitted as `error`. */
export function connect(address: RedisAddress, role: ConnectionRole): RedisClient {
  const options: RedisOptions = {
    username: address.username,
    password: address.password,
    db: address.database,
    tls: address.tls ? {} : undefined,
    connectTimeout: limits.connectTimeoutMs,
    retryStrategy: (times) => Math.min(50 * times, limits.retryDelayMaxMs),
    lazyConnect: true,
    ...patience(role),
  };
  return begin(open(address, options));
}

/** Another connection to where `client` is connected. */
export function connectBeside(client: RedisClient, role: ConnectionRole): RedisClient {
  const options = { ...patience(role), lazyConnect: true };
  if (!isCluster(client)) return begin(client.duplicate(options));
  const { enableOfflineQueue } = options;
  return begin(client.duplicate([], { redisOptions: options, enableOfflineQueue, lazyConnect: true }));
}

/** How long a role's commands wait while Redis is away. */
function patience(role: ConnectionRole) {
  const failFast = role === 'commands';
  return {
    commandTimeout: failFast ? limits.commandTimeoutMs : undefined,
    enableOfflineQueue: !failFast,
    autoResendUnfulfilledCommands: !failFast,
    maxRetriesPerRequest: failFast ? 0 : null,
  } satisfies RedisOptions;
}

function begin(client: RedisClient): RedisClient {
  // Without a listener an ioredis error would end the process; whoever cares adds one of its own.
  client.on('error', () => {});
  void client.connect().catch(() => {});
  return client;
}

function open(address: RedisAddress, options: RedisOptions): RedisClient {
  if (address.kind === 'cluster') {
    const clusterOptions: ClusterOptions = {
      redisOptions: options,
      enableOfflineQueue: options.enableOfflineQueue,
      clusterRetryStrategy: (times) => Math.min(50 * times, limits.retryDelayMaxMs),
      maxRedirections: 16,
      retryDelayOnTryAgain: 50,
      retryDelayOnClusterDown: 100,
      slotsRefreshTimeout: limits.connectTimeoutMs,
      lazyConnect: true,
    };
    return new Cluster([...address.nodes], clusterOptions);
  }
  if (address.kind === 'sentinel') {
    return new Redis({
      ...options,
      sentinels: [...address.nodes],
      name: address.masterName,
      sentinelPassword: address.password,
    });
  }
  if (address.path) return new Redis({ ...options, path: address.path });
  const node = address.nodes[0] as { host: string; port: number };
  return new Redis({ ...options, host: node.host, port: node.port });
}

export function isCluster(client: RedisClient): client is Cluster {
  return client instanceof Cluster;
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
