// Every environment variable that Mortar reads: what it means, what is allowed, what it is when it is not set.

import { totalmem } from 'node:os';
import { z } from 'zod';
import { type AccountConfig, accountVariables, readAccounts, readLifetimes } from './config/account.ts';
import { type ApiConfig, apiVariables, readApi } from './config/api.ts';
import { captchaVariables } from './config/captcha.ts';
import { type DoorConfig, doorVariables, readDoor } from './config/door.ts';
import { type EventConfig, eventVariables, readEvents } from './config/event.ts';
import { factorVariables, readFactors } from './config/factor.ts';
import { type MailConfig, mailVariables, readMail } from './config/mail.ts';
import { type MetricsConfig, metricsVariables, readMetrics } from './config/metrics.ts';
import { type ProcessConfig, processVariables, readProcess } from './config/process.ts';
import { providerVariables, readProviders } from './config/provider.ts';
import { readDurability, readRedis, redisVariables, tellsReplicas } from './config/redis.ts';
import { withSecretFiles } from './config/secret-files.ts';
import { readShop, type ShopConfig, shopVariables } from './config/shop.ts';
import {
  isAddressRange,
  isOrigin,
  list,
  onOff,
  onOffWords,
  optionalPort,
  protocolOf,
  text,
  type Variable,
  variable,
  wholeNumber,
} from './config/variable.ts';
import { readWebhooks, webhookVariables } from './config/webhook.ts';
import type { SecondFactorSettings } from './redis/account/factor.ts';
import { hashesAtOnceDefault, passwordDefaults } from './redis/account/password.ts';
import type { PasswordWorkSettings } from './redis/account/password-work.ts';
import { parseRedisUrl, type RedisSettings } from './redis/base/address.ts';
import type { ShardCount } from './redis/base/shards.ts';
import type { DurabilitySettings } from './redis/durability.ts';
import { type SessionSettings, sessionDefaults } from './redis/session/settings.ts';
import type { WebhookSettings } from './redis/webhook/webhook.ts';

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
  PORT: wholeNumber('Port that Mortar listens on. 0 takes a free one.', {
    from: 0,
    to: 65_535,
    unset: 4000,
  }),
  HOST: variable({
    about:
      'Address that Mortar listens on. 127.0.0.1 accepts connections from this machine only, 0.0.0.0 from every network.',
    allowed: 'an IP address or a host name',
    unset: '127.0.0.1',
    shape: z
      .string()
      .regex(/^[\w.:-]+$/)
      .default('127.0.0.1'),
  }),
  REDIS_URL: variable({
    about: 'URL of the Redis to use.',
    allowed:
      'redis://[user:password@]host:port[/database], rediss:// for TLS, unix:///path, redis://a:1,b:2,c:3 or redis+cluster://a:1 for a cluster, or redis+sentinel://host:port/master (rediss+cluster:// and rediss+sentinel:// over TLS)',
    unset: 'none: Mortar runs a Redis of its own in MORTAR_DATA_DIR',
    shape: text.refine((value) => value === undefined || isRedisUrl(value)),
    fromFile: true,
  }),
  MORTAR_KEY_PREFIX: variable({
    about: 'Start of every key in Redis. Several applications can share one server with a prefix each.',
    unset: 'mortar',
    allowed: '1 to 40 letters, digits, dots, dashes and underscores',
    shape: z
      .string()
      .regex(/^[\w.-]{1,40}$/)
      .default('mortar'),
  }),
  MORTAR_SHARDS: variable({
    about:
      'Number of shards of a new data set on a cluster: 12 for up to 12 masters, 24 for more or for 5, 7, 8 or 9. Existing data keeps its number.',
    allowed: '12 or 24',
    unset: '12',
    shape: z
      .enum(['12', '24'])
      .default('12')
      .transform((value) => Number(value) as ShardCount),
  }),
  MORTAR_DATA_DIR: variable({
    about: "Folder of Mortar's own Redis. Not used if REDIS_URL is set.",
    unset: '.data',
    allowed: 'a folder',
    shape: z.string().default('.data'),
  }),
  MORTAR_ADMIN_EMAIL: variable({
    about: 'E-mail address of the first administrator, who is created at the start. Requires MORTAR_ADMIN_PASSWORD.',
    unset: 'none',
    allowed: 'an e-mail address',
    shape: z.email().optional(),
  }),
  MORTAR_ADMIN_PASSWORD: variable({
    about: 'Password of the first administrator.',
    unset: 'none',
    allowed: 'at least 12 characters long',
    shape: z.string().min(12).optional(),
    secret: true,
  }),
  MORTAR_DEMO: variable({
    about: 'Whether Mortar fills an empty database with a sample catalogue and accounts.',
    unset: '1; 0 in production',
    allowed: onOffWords,
    shape: onOff,
  }),
  MORTAR_ALLOWED_ORIGINS: variable({
    about: 'Web origins whose pages may call the API, separated by commas.',
    unset: 'only the own origin',
    allowed: 'origins such as https://shop.example.com, with commas between them',
    shape: list(isOrigin),
  }),
  MORTAR_TRUSTED_PROXIES: variable({
    about: 'Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto Mortar trusts, separated by commas.',
    unset: 'none',
    allowed: 'IP addresses or ranges such as 10.0.0.0/8, with commas between them',
    shape: list(isAddressRange),
  }),
  MORTAR_WORKER_HEALTH_PORT: variable({
    about: 'Port at HOST on which the command worker serves /health/live, /health/ready and /metrics.',
    unset: 'none',
    allowed: 'a port from 1 to 65535',
    shape: optionalPort,
  }),
  MORTAR_SESSION_IDLE_MINUTES: wholeNumber('Idle timeout for sessions of accounts.', {
    to: 43_200,
    unset: sessionDefaults.idleMs / minuteMs,
    unit: 'minutes',
  }),
  MORTAR_SESSION_MAX_MINUTES: wholeNumber('Maximum age of a session of an account.', {
    to: 525_600,
    unset: sessionDefaults.absoluteMs / minuteMs,
    unit: 'minutes',
  }),
  MORTAR_GUEST_SESSION_IDLE_MINUTES: wholeNumber(
    'Idle timeout for guest sessions. A guest loses access to the cart when the session ends.',
    { to: 43_200, unset: sessionDefaults.guestIdleMs / minuteMs, unit: 'minutes' },
  ),
  MORTAR_GUEST_SESSION_MAX_MINUTES: wholeNumber('Maximum age of a guest session.', {
    to: 525_600,
    unset: sessionDefaults.guestAbsoluteMs / minuteMs,
    unit: 'minutes',
  }),
  MORTAR_SESSIONS_PER_ACCOUNT: wholeNumber(
    'Maximum number of sessions per account. One more log-in ends the least recently used session.',
    { to: 1_000, unset: sessionDefaults.maxPerUser },
  ),
  MORTAR_PASSWORD_MEMORY_KIB: wholeNumber(
    'Memory of a password hash (Argon2id). If you raise it, Mortar replaces old hashes at the next log-in.',
    { from: 7_168, to: 1_048_576, unset: passwordDefaults.memoryKiB, unit: 'KiB' },
  ),
  MORTAR_PASSWORD_ITERATIONS: wholeNumber(
    'Passes over that memory. If you raise it, Mortar replaces old hashes at the next log-in.',
    { to: 100, unset: passwordDefaults.iterations },
  ),
  MORTAR_PASSWORD_PARALLELISM: wholeNumber(
    'Lanes of a password hash. If you raise it, Mortar replaces old hashes at the next log-in.',
    { to: 16, unset: passwordDefaults.parallelism },
  ),
  MORTAR_EMBEDDED_REDIS_MEGABYTES: wholeNumber('Memory limit of the embedded Redis.', {
    from: 64,
    to: 1_048_576,
    unset: embeddedMegabytes,
    unsetWords: 'half of the memory of the machine, at most 4096 MiB',
    unit: 'MiB',
  }),
  MORTAR_PASSWORD_HASHES_AT_ONCE: wholeNumber(
    'Passwords that one process hashes at a time. Others wait in fair turns by address.',
    { to: 64, unset: hashesAtOnceDefault },
  ),
  MORTAR_PASSWORD_WORDS: variable({
    about: 'Words that make a password easy to guess here, such as the name of the shop, separated by commas.',
    unset: 'none',
    allowed: 'at most 50 words of 3 to 40 characters, with commas between them',
    shape: list((word) => word.length >= 3 && word.length <= 40).refine((words) => words.length <= 50),
  }),
  MORTAR_BREACHED_PASSWORDS_URL: variable({
    about:
      'URL of a service for leaked passwords. Mortar appends the first five digits of the SHA-1 of a new password.',
    unset: 'none',
    allowed: 'an http or https URL such as https://api.pwnedpasswords.com/range/',
    shape: text.refine((value) => value === undefined || /^https?:$/.test(protocolOf(value))),
  }),
  ...eventVariables,
  ...metricsVariables,
  ...redisVariables,
  ...apiVariables,
  ...doorVariables,
  ...processVariables,
  ...shopVariables,
  ...mailVariables,
  ...factorVariables,
  ...providerVariables,
  ...accountVariables,
  ...captchaVariables,
  ...webhookVariables,
  LOG_LEVEL: variable({
    about: 'Lowest level of the lines that Mortar logs.',
    unset: 'info',
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    shape: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  }),
  NODE_ENV: variable({
    about:
      'production makes cookies __Host- and Secure, and turns off the demo, GraphiQL, introspection and test payments.',
    unset: 'development',
    allowed: 'development, production or test',
    shape: z.enum(['development', 'production', 'test']).default('development'),
  }),
} as const;

/** The variables whose value a file may have instead, which `NAME_FILE` names. */
export const secretNames: readonly string[] = Object.entries(variables as Readonly<Record<string, Variable<unknown>>>)
  .filter(([, { secret, fromFile }]) => secret || fromFile)
  .map(([name]) => name);

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
  readonly events: EventConfig;
  readonly api: ApiConfig;
  /** Where the command `worker` tells of its health. */
  readonly workerHealthPort: number | undefined;
  readonly metrics: MetricsConfig;
  readonly door: DoorConfig;
  readonly process: ProcessConfig;
  readonly shop: ShopConfig;
  readonly mail: MailConfig;
  readonly factors: SecondFactorSettings;
  readonly accounts: AccountConfig;
  readonly webhooks: WebhookSettings;
  readonly logLevel: string;
}

/**
 * Reads the variables; an empty one counts as not set.
 * @throws ConfigError naming the first wrong variable, its value (unless it is a password) and what is allowed.
 */
export function loadConfig(given: NodeJS.ProcessEnv): Config {
  const env = refuse(() => withSecretFiles(given, secretNames));
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
    events: readEvents(read),
    api: readApi(read, production(env)),
    workerHealthPort: read('MORTAR_WORKER_HEALTH_PORT'),
    metrics: readMetrics(read),
    door: readDoor(read),
    process: readProcess(read),
    shop: refuse(() => readShop(read, production(env))),
    mail: refuse(() => readMail(read, production(env))),
    factors: refuse(() => readFactors(read, production(env), read('MORTAR_ACCOUNT_PAGES_URL'))),
    accounts: refuse(() => ({ ...readAccounts(read), providers: providersFor(read, env) })),
    webhooks: readWebhooks(read),
    logLevel: read('LOG_LEVEL'),
  });
}

type Read = <Name extends keyof typeof variables>(name: Name) => z.output<(typeof variables)[Name]['shape']>;

const providersFor = (read: Read, env: NodeJS.ProcessEnv) =>
  readProviders(read, {
    isProduction: production(env),
    pagesUrl: read('MORTAR_ACCOUNT_PAGES_URL'),
    port: read('PORT'),
  });

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
