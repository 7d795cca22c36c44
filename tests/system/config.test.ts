import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Config, ConfigError, loadConfig, variables, withoutPassword } from '../../src/config.ts';
import { operationDefaults } from '../../src/server/limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'mortar-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function refusal(env: NodeJS.ProcessEnv): string {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('The configuration was accepted');
}

const localMail = {
  siteName: 'Mortar',
  from: 'no-reply@localhost',
  language: 'en',
  pagesUrl: undefined,
  verify: false,
  smtpUrl: undefined,
} as const;

const localFactors = {
  secretKeys: [expect.any(String)],
  requiredFor: [],
  passkeys: { rpId: 'localhost', origins: ['http://localhost:*'] },
};

const usualAccounts = {
  signUp: { mode: 'open', domains: [] },
  unverifiedRefused: [],
  audit: { keptMs: 365 * 86_400_000 },
  captcha: { ...{ purposes: ['SIGN_UP', 'LOG_IN', 'MAIL'], logInFailures: 3, outage: 'refuse' }, provider: undefined },
} satisfies Config['accounts'];

const usualSessions = {
  idleMs: 30 * 60_000,
  absoluteMs: 12 * 3_600_000,
  adminIdleMs: 30 * 60_000,
  adminAbsoluteMs: 12 * 3_600_000,
  rememberedIdleMs: 14 * 86_400_000,
  rememberedAbsoluteMs: 30 * 86_400_000,
  guestIdleMs: 24 * 3_600_000,
  guestAbsoluteMs: 30 * 24 * 3_600_000,
  maxPerUser: 20,
};

test('nothing set: this machine alone, its own Redis, the demo', () => {
  expect(loadConfig({})).toEqual({
    production: false,
    port: 4000,
    host: '127.0.0.1',
    redisUrl: undefined,
    redis: {
      tls: { ca: undefined, cert: undefined, key: undefined, servername: undefined },
      sentinel: undefined,
      natMap: undefined,
    },
    keyPrefix: 'mortar',
    shards: 12,
    dataDir: '.data',
    admin: undefined,
    demo: true,
    allowedOrigins: [],
    trustedProxies: [],
    shop: {
      language: 'en',
      maxHoldMs: 3_600_000,
      low: 5,
      holdBounds: {
        freePieces: 3,
        percentPerShopper: 50,
        percentPerAddress: 50,
        holdsPerShopper: 3,
        holdsPerAddress: 500,
      },
    },
    door: {
      exemptAddresses: [],
      newDocumentBytesPerMinute: 2_097_152,
      liveBounds: { perSocket: 200, perSession: 500, perAddress: 2_000, perProcess: 50_000 },
    },
    sessions: usualSessions,
    passwords: { memoryKiB: 19_456, iterations: 2, parallelism: 1, hashesAtOnce: 2, words: [], breachedUrl: undefined },
    embeddedRedisBytes: Math.min(4_096, Math.floor(totalmem() / 2 / 1_048_576)) * 1_048_576,
    events: {
      ...{ placesFile: undefined, siteBytesPerDay: 512 * 1_048_576 },
      kept: { minutes: 2, hours: 90, days: 400, journals: 31, visitors: 90 },
    },
    api: {
      graphiql: true,
      introspection: true,
      federation: false,
      operations: operationDefaults,
      trustedDocuments: { path: undefined, only: false },
      ...{ persistedQueryBytes: 8_388_608, responseCacheSeconds: 0 },
    },
    mail: localMail,
    factors: localFactors,
    accounts: usualAccounts,
    process: { programFile: undefined, count: 1, workers: true, drain: { waitMs: 0, spreadMs: 3_000 } },
    durability: undefined,
    replicaReads: false,
    workerHealthPort: undefined,
    metrics: { port: undefined, token: undefined, operations: [] },
    webhooks: { allowPrivate: false },
    logLevel: 'info',
  } satisfies Config);
});

test('a secret may be in a file, which its variable with _FILE names', () => {
  const path = join(folder, 'secret');
  writeFileSync(path, 'redis://:s3cret@db:6379\n');
  expect(loadConfig({ REDIS_URL_FILE: path }).redisUrl).toBe('redis://:s3cret@db:6379');
  expect(loadConfig({ MORTAR_METRICS_TOKEN_FILE: '' }).metrics.token).toBeUndefined();
  expect(refusal({ REDIS_URL_FILE: path, REDIS_URL: 'redis://db' })).toBe(
    'REDIS_URL and REDIS_URL_FILE are both set: set one of them',
  );
  expect(refusal({ MORTAR_ADMIN_PASSWORD_FILE: join(folder, 'none') })).toMatch(
    /^MORTAR_ADMIN_PASSWORD_FILE cannot be read: ENOENT/,
  );
  writeFileSync(path, ' \n');
  expect(refusal({ MORTAR_SMTP_URL_FILE: path })).toBe(`MORTAR_SMTP_URL_FILE is "${path}", which is empty`);
  writeFileSync(path, 'no address of a server');
  expect(refusal({ MORTAR_SMTP_URL_FILE: path })).toMatch(/^MORTAR_SMTP_URL has a value that is not shown/);
});

test('an empty variable counts as not set', () => {
  const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, '']));
  expect(loadConfig(empty)).toEqual(loadConfig({}));
});

test('production has no demo and no GraphiQL unless asked for', () => {
  expect(loadConfig({ NODE_ENV: 'production' })).toMatchObject({
    production: true,
    demo: false,
    api: { graphiql: false, introspection: false },
  });
  const asked = loadConfig({ NODE_ENV: 'production', MORTAR_DEMO: '1', MORTAR_GRAPHIQL: 'true' });
  expect(asked).toMatchObject({ demo: true, api: { graphiql: true, introspection: true } });
  expect(loadConfig({ MORTAR_DEMO: '0' }).demo).toBe(false);
});

test('production takes no test card unless a setting names the test provider', () => {
  expect(loadConfig({}).shop.payments).toBeUndefined();
  expect(loadConfig({ NODE_ENV: 'production' }).shop.payments).toBeNull();
  expect(loadConfig({ NODE_ENV: 'production', MORTAR_PAYMENTS: 'test' }).shop.payments).toBeUndefined();
  expect(loadConfig({ MORTAR_PAYMENTS: 'none' }).shop.payments).toBeNull();
  expect(() => loadConfig({ MORTAR_PAYMENTS: 'stripe' })).toThrow('MORTAR_STRIPE_SECRET_KEY is not set');
});

const providersFile = join(folder, 'providers.json');
const company = { id: 'company', name: 'Our company', issuer: 'https://login.example.com', clientId: 'shop' };
writeFileSync(providersFile, JSON.stringify({ providers: [{ ...company, clientSecret: 'a secret' }] }));

const everyVariable = {
  PORT: '0',
  HOST: '::',
  REDIS_URL: 'redis://127.0.0.1:7001,127.0.0.1:7002',
  MORTAR_KEY_PREFIX: 'shop-1',
  MORTAR_SHARDS: '24',
  MORTAR_DATA_DIR: '/var/lib/mortar',
  MORTAR_ADMIN_EMAIL: 'ada@example.com',
  MORTAR_ADMIN_PASSWORD: 'a long enough one',
  MORTAR_DEMO: 'off',
  MORTAR_ALLOWED_ORIGINS: 'https://a.example, http://localhost:3000',
  MORTAR_TRUSTED_PROXIES: '10.0.0.0/8,::1',
  MORTAR_SESSION_IDLE_MINUTES: '15',
  MORTAR_SESSION_MAX_MINUTES: '480',
  MORTAR_GUEST_SESSION_IDLE_MINUTES: '60',
  MORTAR_GUEST_SESSION_MAX_MINUTES: '1440',
  MORTAR_SESSIONS_PER_ACCOUNT: '5',
  MORTAR_PASSWORD_MEMORY_KIB: '65536',
  MORTAR_PASSWORD_ITERATIONS: '3',
  MORTAR_PASSWORD_PARALLELISM: '2',
  MORTAR_PASSWORD_HASHES_AT_ONCE: '3',
  MORTAR_PASSWORD_WORDS: 'Acme, shop',
  MORTAR_BREACHED_PASSWORDS_URL: 'https://api.pwnedpasswords.com/range/',
  MORTAR_EMBEDDED_REDIS_MEGABYTES: '128',
  MORTAR_SITE_MEGABYTES_PER_DAY: '64',
  MORTAR_METRIC_MINUTES_KEPT_DAYS: '7',
  MORTAR_METRIC_HOURS_KEPT_DAYS: '180',
  MORTAR_METRIC_DAYS_KEPT_DAYS: '800',
  MORTAR_METRIC_JOURNALS_KEPT_DAYS: '8',
  MORTAR_METRIC_VISITORS_KEPT_DAYS: '40',
  MORTAR_PLACES_FILE: '/var/lib/places.mmdb',
  MORTAR_SMTP_URL: 'smtps://user:pass@mail.example.com:465',
  MORTAR_MAIL_FROM: 'shop@example.com',
  MORTAR_MAIL_LANGUAGE: 'de',
  MORTAR_SITE_NAME: 'Acme',
  MORTAR_ACCOUNT_PAGES_URL: 'https://shop.example.com/account/',
  MORTAR_ACCOUNTS_VERIFY: '1',
  MORTAR_SECRET_KEYS: 'a-key-of-at-least-32-characters.., another-of-at-least-32-characters',
  MORTAR_ADMINISTRATORS_NEED_SECOND_FACTOR: '1',
  MORTAR_PASSKEY_ORIGINS: 'https://shop.example.com',
  MORTAR_PASSKEY_RP_ID: 'example.com',
  MORTAR_PROVIDERS_FILE: providersFile,
  MORTAR_PROVIDERS_REDIRECT_URL: 'https://shop.example.com/log-in/callback/',
  MORTAR_GRAPHIQL: 'no',
  MORTAR_INTROSPECTION: 'yes',
  MORTAR_OPERATION_DEPTH: '20',
  MORTAR_OPERATION_ALIASES: '0',
  MORTAR_OPERATION_DIRECTIVES: '60',
  MORTAR_OPERATION_TOKENS: '8000',
  MORTAR_OPERATION_FIELDS: '900',
  MORTAR_OPERATION_COST: '5000',
  MORTAR_OPERATION_DEFERRED: '5',
  MORTAR_BATCHED_OPERATIONS: '1',
  MORTAR_TRUSTED_DOCUMENTS: 'documents',
  MORTAR_TRUSTED_DOCUMENTS_MODE: 'only',
  MORTAR_PERSISTED_QUERY_KIB: '64',
  MORTAR_RESPONSE_CACHE_SECONDS: '5',
  MORTAR_WORKER_HEALTH_PORT: '9465',
  MORTAR_METRICS_PORT: '9464',
  MORTAR_METRICS_TOKEN: 'a-token-for-prometheus',
  MORTAR_METRICS_OPERATIONS: 'Products, Cart',
  LOG_LEVEL: 'silent',
  NODE_ENV: 'test',
  MORTAR_EXEMPT_ADDRESSES: '198.51.100.0/24, ::1',
  MORTAR_NEW_DOCUMENT_KIB_PER_MINUTE: '16',
  MORTAR_PROCESSES: '4',
  MORTAR_WORKERS: '0',
  MORTAR_DRAIN_SECONDS: '5',
  MORTAR_DRAIN_SPREAD_SECONDS: '0',
  MORTAR_LIVE_PER_SOCKET: '1',
  MORTAR_LIVE_PER_SESSION: '2',
  MORTAR_LIVE_PER_ADDRESS: '3',
  MORTAR_LIVE_PER_PROCESS: '4',
  MORTAR_RESERVED_PIECES: '2',
  MORTAR_RESERVED_PERCENT_PER_SHOPPER: '30',
  MORTAR_RESERVED_PERCENT_PER_ADDRESS: '40',
  MORTAR_RESERVATIONS_PER_SHOPPER: '1',
  MORTAR_RESERVATIONS_PER_ADDRESS: '50',
  MORTAR_LOW_STOCK: '3',
  MORTAR_RESERVATION_MAX_MINUTES: '20',
  MORTAR_REDIS_REPLICA_READS: 'on',
  MORTAR_ADMIN_SESSION_IDLE_MINUTES: '5',
  MORTAR_ADMIN_SESSION_MAX_MINUTES: '60',
  MORTAR_REMEMBERED_SESSION_IDLE_MINUTES: '1440',
  MORTAR_REMEMBERED_SESSION_MAX_MINUTES: '14400',
  MORTAR_AUDIT_DAYS: '90',
  MORTAR_UNVERIFIED_REFUSED: 'Mutation.checkoutStart, Subscription.*',
  MORTAR_SIGN_UP: 'domain',
  MORTAR_SIGN_UP_DOMAINS: 'Example.com, example.org',
  MORTAR_CATALOGUE_LANGUAGE: 'de',
  MORTAR_PAYMENTS: 'stripe',
  MORTAR_STRIPE_SECRET_KEY: 'sk_test_0123456789',
  MORTAR_STRIPE_WEBHOOK_SECRET: 'whsec_0123456789',
};

const everyBound = {
  language: 'de',
  stripe: { secretKey: 'sk_test_0123456789', webhookSecret: 'whsec_0123456789' },
  low: 3,
  maxHoldMs: 1_200_000,
  holdBounds: {
    freePieces: 2,
    percentPerShopper: 30,
    percentPerAddress: 40,
    holdsPerShopper: 1,
    holdsPerAddress: 50,
  },
};

const everyRedisSetting = { redisUrl: 'redis://127.0.0.1:7001,127.0.0.1:7002', replicaReads: true } as const;

const everyPasswordSetting = {
  memoryKiB: 65_536,
  iterations: 3,
  parallelism: 2,
  hashesAtOnce: 3,
  words: ['Acme', 'shop'],
  breachedUrl: 'https://api.pwnedpasswords.com/range/',
};

const everyFactorSetting = {
  secretKeys: ['a-key-of-at-least-32-characters..', 'another-of-at-least-32-characters'],
  requiredFor: ['ADMIN'],
  passkeys: { rpId: 'example.com', origins: ['https://shop.example.com'] },
};

const everyMailSetting = {
  siteName: 'Acme',
  from: 'shop@example.com',
  language: 'de',
  pagesUrl: 'https://shop.example.com/account',
  verify: true,
  smtpUrl: 'smtps://user:pass@mail.example.com:465',
} as const;

const everySessionSetting = {
  idleMs: 900_000,
  absoluteMs: 28_800_000,
  adminIdleMs: 300_000,
  adminAbsoluteMs: 3_600_000,
  rememberedIdleMs: 86_400_000,
  rememberedAbsoluteMs: 864_000_000,
  guestIdleMs: 3_600_000,
  guestAbsoluteMs: 86_400_000,
  maxPerUser: 5,
};

const everyAccountSetting = {
  signUp: { mode: 'domain', domains: ['example.com', 'example.org'] },
  unverifiedRefused: ['Mutation.checkoutStart', 'Subscription.*'],
  audit: { keptMs: 90 * 86_400_000 },
  captcha: usualAccounts.captcha,
  providers: {
    providers: [
      {
        ...{ id: 'company', name: 'Our company', kind: 'oidc', issuer: 'https://login.example.com', clientId: 'shop' },
        ...{ secret: { kind: 'text', text: 'a secret' }, scope: 'openid email profile', provesEmail: true },
      },
    ],
    redirectUrl: 'https://shop.example.com/log-in/callback',
    pageUrl: 'https://shop.example.com/account/provider',
    insecure: true,
  },
} as const;

test('every variable is read', () => {
  const config = loadConfig(everyVariable);
  expect(config).toEqual({
    ...loadConfig({}),
    production: false,
    port: 0,
    host: '::',
    ...everyRedisSetting,
    keyPrefix: 'shop-1',
    shards: 24,
    dataDir: '/var/lib/mortar',
    admin: { email: 'ada@example.com', password: 'a long enough one' },
    demo: false,
    allowedOrigins: ['https://a.example', 'http://localhost:3000'],
    trustedProxies: ['10.0.0.0/8', '::1'],
    door: {
      exemptAddresses: ['198.51.100.0/24', '::1'],
      newDocumentBytesPerMinute: 16_384,
      liveBounds: { perSocket: 1, perSession: 2, perAddress: 3, perProcess: 4 },
    },
    process: { count: 4, workers: false, drain: { waitMs: 5_000, spreadMs: 0 } },
    ...{ shop: everyBound, mail: everyMailSetting, factors: everyFactorSetting, accounts: everyAccountSetting },
    sessions: everySessionSetting,
    passwords: everyPasswordSetting,
    embeddedRedisBytes: 128 * 1_048_576,
    events: {
      placesFile: '/var/lib/places.mmdb',
      siteBytesPerDay: 64 * 1_048_576,
      kept: { minutes: 7, hours: 180, days: 800, journals: 8, visitors: 40 },
    },
    api: {
      graphiql: false,
      introspection: true,
      federation: false,
      operations: {
        depth: 20,
        aliases: 0,
        directives: 60,
        tokens: 8_000,
        fields: 900,
        cost: 5_000,
        deferred: 5,
        batched: 1,
      },
      trustedDocuments: { path: 'documents', only: true },
      ...{ persistedQueryBytes: 65_536, responseCacheSeconds: 5 },
    },
    workerHealthPort: 9465,
    metrics: { port: 9464, token: 'a-token-for-prometheus', operations: ['Products', 'Cart'] },
    logLevel: 'silent',
  });
});

test.each([
  ['PORT', '65536', 'a whole number'],
  ['PORT', '-1', 'a whole number'],
  ['PORT', '4000x', 'a whole number'],
  ['HOST', 'my host', 'an IP address'],
  ['REDIS_URL', 'localhost:6379', 'redis://'],
  ['REDIS_URL', 'http://localhost', 'redis://'],
  ['MORTAR_KEY_PREFIX', 'a{b}', '1 to 40 letters'],
  ['MORTAR_SHARDS', '16', '12 or 24'],
  ['MORTAR_ADMIN_EMAIL', 'ada', 'an e-mail'],
  ['MORTAR_DEMO', 'maybe', '1 or 0'],
  ['MORTAR_ALLOWED_ORIGINS', '*', 'origins'],
  ['MORTAR_ALLOWED_ORIGINS', 'https://a.example/path', 'origins'],
  ['MORTAR_TRUSTED_PROXIES', '10.0.0.0/33', 'IP addresses'],
  ['MORTAR_TRUSTED_PROXIES', 'proxy.local', 'IP addresses'],
  ['MORTAR_METRICS_PORT', '0', 'a port'],
  ['MORTAR_WORKER_HEALTH_PORT', '70000', 'a port'],
  ['MORTAR_METRICS_OPERATIONS', 'Products,a b', 'at most 500 names'],
  ['LOG_LEVEL', 'loud', 'trace'],
  ['NODE_ENV', 'prod', 'development'],
  ['MORTAR_PAYMENTS', 'paypal', 'test or stripe or none'],
])('%s=%s is refused in one line with its name, its value and what is allowed', (name, value, allowed) => {
  const message = refusal({ [name]: value });
  expect(message).toMatch(new RegExp(`^${name} is `));
  expect(message).toContain(JSON.stringify(value));
  expect(message).toContain(`must be ${allowed}`);
  expect(message).not.toContain('\n');
});

test('a password is never shown', () => {
  expect(refusal({ MORTAR_ADMIN_EMAIL: 'ada@example.com', MORTAR_ADMIN_PASSWORD: 'tooshort' })).not.toContain(
    'tooshort',
  );
  const message = refusal({ REDIS_URL: 'http://user:s3cret@host:6379' });
  expect(message).toContain('http://user:***@host:6379');
  expect(message).not.toContain('s3cret');
});

test.each([
  ['redis://host:6379', 'redis://host:6379'],
  ['redis://:s3cret@host:6379/2', 'redis://:***@host:6379/2'],
  ['redis://user:s3/c@ret:x@host:6379', 'redis://user:***@host:6379'],
  ['redis://user:s3cret@a:1,b:2', 'redis://user:***@a:1,b:2'],
  ['unix:///tmp/a.sock', 'unix:///tmp/a.sock'],
])('%s is printed as %s', (url, shown) => {
  expect(withoutPassword(url)).toBe(shown);
});

test('the metrics cannot have the port of the API', () => {
  expect(refusal({ PORT: '4000', MORTAR_METRICS_PORT: '4000' })).toContain('choose another port');
  expect(refusal({ MORTAR_METRICS_TOKEN: 'short' })).not.toContain('short"');
});

test('an administrator needs both an address and a password', () => {
  expect(refusal({ MORTAR_ADMIN_EMAIL: 'ada@example.com' })).toContain('MORTAR_ADMIN_PASSWORD is not');
  expect(refusal({ MORTAR_ADMIN_PASSWORD: 'a long enough one' })).toContain('MORTAR_ADMIN_EMAIL is not');
});

test('the configuration cannot be changed', () => {
  const config = loadConfig({ MORTAR_ALLOWED_ORIGINS: 'https://a.example' });
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.allowedOrigins)).toBe(true);
});
