// Where Redis is: REDIS_URL taken apart, and what no URL can say of it.

/** What a connection over TLS needs beyond the certificates that the system trusts. All are the texts of PEM files. */
export interface RedisTls {
  /** Certificates to trust in the place of the system's, as of a private authority. */
  readonly ca?: string;
  /** The client's own certificate, for a Redis that asks for one. Needs `key` beside it. */
  readonly cert?: string;
  readonly key?: string;
  /** The name in the servers' certificates, where it is not the host that the connection goes to. */
  readonly servername?: string;
}

/** What REDIS_URL does not say. */
export interface RedisSettings {
  /** Used with `rediss://`, to Sentinel as well. */
  readonly tls?: RedisTls;
  /** Who logs in to Sentinel. Without it Sentinel gets the password of the URL. */
  readonly sentinel?: { readonly username?: string; readonly password: string };
  /** Where a node is reached, by the `host:port` that Sentinel or the cluster tells. */
  readonly natMap?: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
}

export interface RedisAddress extends Omit<RedisSettings, 'tls'> {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly nodes: readonly { host: string; port: number }[];
  /** Undefined without TLS. */
  readonly tls?: RedisTls;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
  /** Path of a Unix socket, in the place of `nodes`. */
  readonly path?: string;
  /** The name under which Sentinel knows the master. */
  readonly masterName?: string;
}

/**
 * Parses a Redis address.
 *
 * - `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS, `unix:///path/to/socket`
 * - `redis://host:port,host:port,...` for a cluster; `redis+cluster://host:port` where one node is enough to find it
 * - `redis+sentinel://host:port,host:port/master-name`, whose user and password are those of the master
 * - `rediss+cluster://` and `rediss+sentinel://`, where every node and every Sentinel speaks TLS
 *
 * @param settings what the URL does not say
 * @throws an Error whose message says what is wrong, without the password.
 */
export function parseRedisUrl(text: string, settings: RedisSettings = {}): RedisAddress {
  if (text.startsWith('unix://')) return { kind: 'single', nodes: [], database: 0, path: text.slice('unix://'.length) };
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
  const { tls, ...others } = settings;
  const shared = {
    ...others,
    nodes,
    tls: scheme[1] === 'rediss' ? (tls ?? {}) : undefined,
    username: first.username ? decodeURIComponent(first.username) : undefined,
    password: first.password ? decodeURIComponent(first.password) : undefined,
  };
  if (scheme[2] === '+sentinel') {
    if (path === '') throw new Error('needs the master name at its end, as in redis+sentinel://host:26379/mymaster');
    return { ...shared, kind: 'sentinel', database: 0, masterName: path };
  }
  if (scheme[2] === '+cluster' || nodes.length > 1) {
    if (path !== '' && path !== '0') throw new Error('names a database, but a cluster has only database 0');
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
