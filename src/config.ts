// Every environment variable that Mortar reads: what it means, what is allowed, what it is when it is not set.

import { totalmem } from 'node:os';
import { z } from 'zod';
import { type AccountConfig, accountVariables, readAccounts, readLifetimes } from './config/account.ts';
import { type ApiConfig, apiVariables, readApi } from './config/api.ts';
import { type DoorConfig, doorVariables, readDoor } from './config/door.ts';
import { factorVariables, readFactors } from './config/factor.ts';
import { type MailConfig, mailVariables, readMail } from './config/mail.ts';
import { type ProcessConfig, processVariables, readProcess } from './config/process.ts';
import { readDurability, readRedis, redisVariables, tellsReplicas } from './config/redis.ts';
import { readShop, type ShopConfig, shopVariables } from './config/shop.ts';
import {
  isAddressRange,
  list,
  onOff,
  onOffWords,
  optionalPort,
  text,
  type Variable,
  variable,
  wholeNumber,
} from './config/variable.ts';
import type { SecondFactorSettings } from './redis/account/factor.ts';
import { hashesAtOnceDefault, passwordDefaults } from './redis/account/password.ts';
import type { PasswordWorkSettings } from './redis/account/password-work.ts';
import { parseRedisUrl, type RedisSettings } from './redis/base/address.ts';
import type { ShardCount } from './redis/base/shards.ts';
import { metricLimits } from './redis/metric/bucket.ts';
import { type SessionSettings, sessionDefaults } from './redis/session/settings.ts';
import type { DurabilitySettings } from './redis/stores.ts';

/** A wrong setting: the message is one line for the person who made it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const production = (env: NodeJS.ProcessEnv): boolean => env.NODE_ENV === 'production';

const mebibyte = 1_024 * 1_024;
const embeddedMegabytes = Math.max(64, Math.min(4_096, Math.floor(totalmem() / 2 / mebibyte)));
const minuteMs = 60_000;

/** All variables; `mortar --help` prints them from here. */
export const variables = {
  PORT: wholeNumber('The port that Mortar listens on (4000). 0 takes a free one.', {
    from: 0,
    to: 65_535,
    unset: 4000,
  }),
  HOST: variable({
    about: 'The address that Mortar listens on (127.0.0.1: this machine alone; 0.0.0.0: every network).',
    allowed: 'an IP address or a host name',
    shape: z
      .string()
      .regex(/^[\w.:-]+$/)
      .default('127.0.0.1'),
  }),
  REDIS_URL: variable({
    about: 'The Redis to use; without it Mortar runs one of its own in the data folder.',
    allowed:
      'redis://[user:password@]host:port[/database], rediss:// for TLS, unix:///path, redis://a:1,b:2,c:3 for a cluster, or redis+sentinel://host:port/master (rediss+cluster:// and rediss+sentinel:// over TLS)',
    shape: text.refine((value) => value === undefined || isRedisUrl(value)),
  }),
  MORTAR_KEY_PREFIX: variable({
    about: 'Starts every key in Redis, so that several applications can share one server (mortar).',
    allowed: '1 to 40 letters, digits, dots, dashes and underscores',
    shape: z
      .string()
      .regex(/^[\w.-]{1,40}$/)
      .default('mortar'),
  }),
  MORTAR_SHARDS: variable({
    about:
      'Parts over which new data is spread on a cluster: 12 for up to 12 masters, 24 for more or for 5, 7, 8 or 9. Data that is there keeps its number. Default: 12.',
    allowed: '12 or 24',
    shape: z
      .enum(['12', '24'])
      .default('12')
      .transform((value) => Number(value) as ShardCount),
  }),
  MORTAR_DATA_DIR: variable({
    about: "The folder of Mortar's own Redis (.data). Not used with REDIS_URL.",
    allowed: 'a folder',
    shape: z.string().default('.data'),
  }),
  MORTAR_ADMIN_EMAIL: variable({
    about: 'The e-mail address of the first administrator. Needs MORTAR_ADMIN_PASSWORD beside it.',
    allowed: 'an e-mail address',
    shape: z.email().optional(),
  }),
  MORTAR_ADMIN_PASSWORD: variable({
    about: "The first administrator's password.",
    allowed: 'at least 12 characters long',
    shape: z.string().min(12).optional(),
    secret: true,
  }),
  MORTAR_DEMO: variable({
    about: 'Whether an empty database is filled with a sample catalogue and log-ins (1, but 0 in production).',
    allowed: onOffWords,
    shape: onOff,
  }),
  MORTAR_ALLOWED_ORIGINS: variable({
    about: 'Web origins, with commas between them, whose pages may call the API (none but its own).',
    allowed: 'origins such as https://shop.example.com, with commas between them',
    shape: list(isOrigin),
  }),
  MORTAR_TRUSTED_PROXIES: variable({
    about: 'Addresses of proxies, with commas between them, whose X-Forwarded-For is believed (none).',
    allowed: 'IP addresses or ranges such as 10.0.0.0/8, with commas between them',
    shape: list(isAddressRange),
  }),
  MORTAR_WORKER_HEALTH_PORT: variable({
    about: 'A port at HOST on which `worker` serves /health/live, /health/ready and /metrics (none).',
    allowed: 'a port from 1 to 65535',
    shape: optionalPort,
  }),
  MORTAR_METRICS_PORT: variable({
    about: 'A port of its own for /metrics. Without one the public port serves it to this machine only.',
    allowed: 'a port from 1 to 65535, other than PORT',
    shape: optionalPort,
  }),
  MORTAR_METRICS_TOKEN: variable({
    about: 'A token that a reader of /metrics must send as Authorization: Bearer. Then any machine may read it.',
    allowed: '16 to 256 characters without spaces',
    shape: text.refine((value) => value === undefined || /^\S{16,256}$/.test(value)),
    secret: true,
  }),
  MORTAR_METRICS_OPERATIONS: variable({
    about:
      'Names of operations, with commas between them, that /metrics counts by name; others count as (other) (none).',
    allowed: 'at most 500 names of GraphQL operations, with commas between them',
    shape: list((name) => /^[_a-z]\w{0,199}$/i.test(name)).refine((names) => names.length <= 500),
  }),
  MORTAR_SESSION_IDLE_MINUTES: wholeNumber("An account's session that is not used for so long ends (30).", {
    to: 43_200,
    unset: sessionDefaults.idleMs / minuteMs,
    unit: 'minutes',
  }),
  MORTAR_SESSION_MAX_MINUTES: wholeNumber("However busy it is, an account's session ends after so long (720).", {
    to: 525_600,
    unset: sessionDefaults.absoluteMs / minuteMs,
    unit: 'minutes',
  }),
  MORTAR_GUEST_SESSION_IDLE_MINUTES: wholeNumber(
    "A guest's session, and the way to the cart, ends when it is not used for so long (1440).",
    { to: 43_200, unset: sessionDefaults.guestIdleMs / minuteMs, unit: 'minutes' },
  ),
  MORTAR_GUEST_SESSION_MAX_MINUTES: wholeNumber("However busy it is, a guest's session ends after so long (43200).", {
    to: 525_600,
    unset: sessionDefaults.guestAbsoluteMs / minuteMs,
    unit: 'minutes',
  }),
  MORTAR_SESSIONS_PER_ACCOUNT: wholeNumber(
    'With one more log-in the session that was not used for longest ends (20).',
    { to: 1_000, unset: sessionDefaults.maxPerUser },
  ),
  MORTAR_PASSWORD_MEMORY_KIB: wholeNumber(
    'Memory of a password hash, Argon2id (19456). Raised, old hashes are replaced at the next log-in.',
    { from: 7_168, to: 1_048_576, unset: passwordDefaults.memoryKiB, unit: 'KiB' },
  ),
  MORTAR_PASSWORD_ITERATIONS: wholeNumber(
    'Passes over that memory (2). Raised, old hashes are replaced at the next log-in.',
    { to: 100, unset: passwordDefaults.iterations },
  ),
  MORTAR_PASSWORD_PARALLELISM: wholeNumber(
    'Lanes of a password hash (1). Raised, old hashes are replaced at the next log-in.',
    { to: 16, unset: passwordDefaults.parallelism },
  ),
  MORTAR_EMBEDDED_REDIS_MEGABYTES: wholeNumber(
    'Memory limit of the embedded Redis, in MiB. Default: half of the memory of the machine, at most 4096.',
    { from: 64, to: 1_048_576, unset: embeddedMegabytes, unit: 'MiB' },
  ),
  MORTAR_SITE_MEGABYTES_PER_DAY: wholeNumber(
    'How much the events of one site may add to Redis per day, in MiB. Default: 512.',
    { to: 1_048_576, unset: metricLimits.siteBytesPerDay / mebibyte, unit: 'MiB' },
  ),
  MORTAR_PASSWORD_HASHES_AT_ONCE: wholeNumber(
    `How many passwords a process hashes at the same time; others wait in fair turns by address (${hashesAtOnceDefault}).`,
    { to: 64, unset: hashesAtOnceDefault },
  ),
  MORTAR_PASSWORD_WORDS: variable({
    about:
      'Words, with commas between them, that make a password easy to guess here, such as the name of the shop (none).',
    allowed: 'at most 50 words of 3 to 40 characters, with commas between them',
    shape: list((word) => word.length >= 3 && word.length <= 40).refine((words) => words.length <= 50),
  }),
  MORTAR_BREACHED_PASSWORDS_URL: variable({
    about: 'A service for leaked passwords that is asked with the first five digits of a SHA-1 after this URL (none).',
    allowed: 'an http or https URL such as https://api.pwnedpasswords.com/range/',
    shape: text.refine((value) => value === undefined || /^https?:$/.test(protocolOf(value))),
  }),
  ...redisVariables,
  ...apiVariables,
  ...doorVariables,
  ...processVariables,
  ...shopVariables,
  ...mailVariables,
  ...factorVariables,
  ...accountVariables,
  LOG_LEVEL: variable({
    about: 'How much is logged (info).',
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    shape: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  }),
  NODE_ENV: variable({
    about: 'production makes cookies __Host- and Secure, and turns the demo and GraphiQL off.',
    allowed: 'development, production or test',
    shape: z.enum(['development', 'production', 'test']).default('development'),
  }),
} as const;

/** What Mortar was told to do. It does not change while Mortar runs. */
export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Undefined where Mortar runs its own Redis in `dataDir`. */
  readonly redisUrl: string | undefined;
  readonly redis: RedisSettings;
  readonly durability: DurabilitySettings | undefined;
  readonly replicaReads: boolean;
  readonly keyPrefix: string;
  /** How many shards a data set gets that is made. */
  readonly shards: ShardCount;
  readonly dataDir: string;
  readonly admin: { readonly email: string; readonly password: string } | undefined;
  readonly demo: boolean;
  readonly allowedOrigins: readonly string[];
  /** IP addresses and ranges in CIDR notation. */
  readonly trustedProxies: readonly string[];
  readonly sessions: Omit<SessionSettings, 'graceMs' | 'touchMs' | 'suddenMs' | 'strongRoles'>;
  readonly passwords: PasswordWorkSettings;
  readonly embeddedRedisBytes: number;
  readonly siteBytesPerDay: number;
  readonly api: ApiConfig;
  /** Where the command `worker` tells of its health. */
  readonly workerHealthPort: number | undefined;
  readonly metrics: {
    readonly port: number | undefined;
    readonly token: string | undefined;
    /** Names of the operations that are counted by name. */
    readonly operations: readonly string[];
  };
  readonly door: DoorConfig;
  readonly process: ProcessConfig;
  readonly shop: ShopConfig;
  readonly mail: MailConfig;
  readonly factors: SecondFactorSettings;
  readonly accounts: AccountConfig;
  readonly logLevel: string;
}

/**
 * Reads the variables; an empty one counts as not set.
 * @throws ConfigError naming the first wrong variable, its value (unless it is a password) and what is allowed.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const read = <Name extends keyof typeof variables>(name: Name) =>
    parse(name, env[name]) as z.output<(typeof variables)[Name]['shape']>;
  const email = read('MORTAR_ADMIN_EMAIL');
  const password = read('MORTAR_ADMIN_PASSWORD');
  if (email && !password)
    throw new ConfigError('MORTAR_ADMIN_EMAIL is set, but MORTAR_ADMIN_PASSWORD is not: set both');
  if (password && !email)
    throw new ConfigError('MORTAR_ADMIN_PASSWORD is set, but MORTAR_ADMIN_EMAIL is not: set both');
  if (read('MORTAR_METRICS_PORT') === read('PORT'))
    throw new ConfigError('MORTAR_METRICS_PORT is the same as PORT: choose another port');
  if (read('MORTAR_REDIS_DURABLE') !== 'none' && !read('REDIS_URL'))
    throw new ConfigError('MORTAR_REDIS_DURABLE is set, but REDIS_URL is not: the embedded Redis has no replicas');
  if (read('MORTAR_REDIS_REPLICA_READS') && !tellsReplicas(read('REDIS_URL')))
    throw new ConfigError(
      'MORTAR_REDIS_REPLICA_READS is on, but REDIS_URL is no cluster and no Sentinel: the replicas of one server are not known',
    );
  return Object.freeze({
    production: read('NODE_ENV') === 'production',
    port: read('PORT'),
    host: read('HOST'),
    redisUrl: read('REDIS_URL'),
    redis: Object.freeze(refuse(() => readRedis(read))),
    durability: readDurability(read),
    replicaReads: read('MORTAR_REDIS_REPLICA_READS') ?? false,
    keyPrefix: read('MORTAR_KEY_PREFIX'),
    shards: read('MORTAR_SHARDS'),
    dataDir: read('MORTAR_DATA_DIR'),
    admin: email && password ? Object.freeze({ email, password }) : undefined,
    demo: read('MORTAR_DEMO') ?? !production(env),
    allowedOrigins: Object.freeze(read('MORTAR_ALLOWED_ORIGINS')),
    trustedProxies: Object.freeze(read('MORTAR_TRUSTED_PROXIES')),
    sessions: Object.freeze({
      idleMs: read('MORTAR_SESSION_IDLE_MINUTES') * minuteMs,
      absoluteMs: read('MORTAR_SESSION_MAX_MINUTES') * minuteMs,
      ...readLifetimes(read),
      guestIdleMs: read('MORTAR_GUEST_SESSION_IDLE_MINUTES') * minuteMs,
      guestAbsoluteMs: read('MORTAR_GUEST_SESSION_MAX_MINUTES') * minuteMs,
      maxPerUser: read('MORTAR_SESSIONS_PER_ACCOUNT'),
    }),
    passwords: Object.freeze({
      memoryKiB: read('MORTAR_PASSWORD_MEMORY_KIB'),
      iterations: read('MORTAR_PASSWORD_ITERATIONS'),
      parallelism: read('MORTAR_PASSWORD_PARALLELISM'),
      hashesAtOnce: read('MORTAR_PASSWORD_HASHES_AT_ONCE'),
      words: Object.freeze(read('MORTAR_PASSWORD_WORDS')),
      breachedUrl: read('MORTAR_BREACHED_PASSWORDS_URL'),
    }),
    embeddedRedisBytes: read('MORTAR_EMBEDDED_REDIS_MEGABYTES') * mebibyte,
    siteBytesPerDay: read('MORTAR_SITE_MEGABYTES_PER_DAY') * mebibyte,
    api: readApi(read, production(env)),
    workerHealthPort: read('MORTAR_WORKER_HEALTH_PORT'),
    metrics: Object.freeze({
      port: read('MORTAR_METRICS_PORT'),
      token: read('MORTAR_METRICS_TOKEN'),
      operations: Object.freeze(read('MORTAR_METRICS_OPERATIONS')),
    }),
    door: readDoor(read),
    process: readProcess(read),
    shop: refuse(() => readShop(read, production(env))),
    mail: refuse(() => readMail(read, production(env))),
    factors: refuse(() => readFactors(read, production(env), read('MORTAR_ACCOUNT_PAGES_URL'))),
    accounts: refuse(() => readAccounts(read)),
    logLevel: read('LOG_LEVEL'),
  });
}

/** What `work` returns, or its complaint as that of a setting. */
function refuse<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ConfigError ? error : new ConfigError((error as Error).message);
  }
}

function parse(name: keyof typeof variables, value: string | undefined): unknown {
  const { shape, allowed, secret }: Variable<unknown> = variables[name];
  const result = shape.safeParse(value === '' ? undefined : value);
  if (result.success) return result.data;
  const shown = secret ? 'has a value that is not shown' : `is ${JSON.stringify(withoutPassword(value ?? ''))}`;
  throw new ConfigError(`${name} ${shown}, but must be ${allowed}`);
}

/** An address as it may be printed: the password in it is covered. */
export function withoutPassword(url: string): string {
  return url.replace(/(\/\/|,)([^/@,:]*):.*?@(?=[^@]*$|[^@,]*,)/g, '$1$2:***@');
}

function isRedisUrl(value: string): boolean {
  try {
    parseRedisUrl(value);
    return true;
  } catch {
    return false;
  }
}

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

function isOrigin(value: string): boolean {
  try {
    const { protocol, origin } = new URL(value);
    return ['http:', 'https:'].includes(protocol) && origin === value;
  } catch {
    return false;
  }
}
