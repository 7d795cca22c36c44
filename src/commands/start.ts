// `mortar start`: the API, the worker and, without REDIS_URL, a Redis, in one process. What a person wants to know goes
// to stdout, the log to stderr.

import cluster from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import type { LogIn } from '../demo/log-ins.ts';
import { hasAdministrator } from '../redis/account/administrators.ts';
import type { RedisAddress } from '../redis/base/address.ts';
import { parseRedisUrl } from '../redis/base/address.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { createStores } from '../redis/stores.ts';
import { workQueues } from '../worker/workers.ts';
import { type Command, CommandError } from './command.ts';
import { startFlags } from './flags.ts';
import { surviveUncaughtErrors } from './last-resort.ts';
import { type OpenLog, openLog } from './log.ts';
import { mailSettings } from './mail-settings.ts';
import { type OpenRedis, openRedis } from './open-redis.ts';
import { prepare } from './prepare.ts';
import { Child } from './processes/child.ts';
import type { Serving } from './processes/messages.ts';
import { Supervisor } from './processes/supervisor.ts';
import { shopSettings } from './shop-settings.ts';
import { untilSignal } from './signals.ts';

export const startCommand: Command = {
  name: 'start',
  usage: 'start [--port N] [--host H] [--processes N] [--no-workers] [--check]',
  about: 'Runs the API and a worker, and without REDIS_URL a Redis of its own.',
  flags: startFlags,
  async run(_args, config) {
    if (cluster.isWorker) return runChild(config);
    const { count, drain } = config.process;
    const stopped = untilSignal(drain.waitMs + drain.spreadMs);
    const redis = await openRedis(config, 'start');
    try {
      const log = await openLog(config.logLevel);
      await (count > 1 ? runSeveral(config, redis, log, stopped) : runOne(config, redis, log, stopped));
    } finally {
      await redis.stop();
    }
    if (process.exitCode === undefined) console.log('Stopped.');
  },
};

/** The API and the workers in this process. */
async function runOne(
  config: Config,
  redis: OpenRedis,
  { log, release }: OpenLog,
  stopped: Promise<void>,
): Promise<void> {
  const { waitMs } = config.process.drain;
  const app = await open(config, redis.address, log);
  try {
    const logIns = await prepare(app.stores, config);
    app.prepared();
    console.log(summary(app, redis, config, logIns));
    await tellWhoAdministers(redis, config);
    release();
    await stopped;
    console.log(stopping(waitMs));
    app.drain(waitMs);
    await wait(waitMs);
  } finally {
    await app.close();
  }
}

/** Prepares the data and keeps the processes that serve. */
async function runSeveral(
  config: Config,
  redis: OpenRedis,
  { log, release }: OpenLog,
  stopped: Promise<void>,
): Promise<void> {
  const logIns = await prepareAlone(config, redis);
  const { count, workers } = config.process;
  const supervisor = new Supervisor({
    count,
    log,
    // One set of workers: they are told apart by the queues, not by the process.
    env: (place) => ({ REDIS_URL: redis.url, MORTAR_WORKERS: workers && place === 1 ? '1' : '0' }),
  });
  const reload = (): void => void supervisor.reload();
  try {
    const serving = await supervisor.start();
    if (!serving) {
      // It has said why.
      process.exitCode = 1;
      return;
    }
    process.on('SIGUSR2', reload);
    console.log(summary(serving, redis, config, logIns));
    await tellWhoAdministers(redis, config);
    release();
    supervisor.announce();
    await stopped;
    console.log(stopping(config.process.drain.waitMs));
  } finally {
    process.off('SIGUSR2', reload);
    await supervisor.stop();
  }
}

/** One of several processes. */
async function runChild(config: Config): Promise<void> {
  const { waitMs, spreadMs } = config.process.drain;
  const stopped = untilSignal(waitMs + spreadMs);
  const child = new Child();
  const { log, release } = await openLog(config.logLevel);
  void child.announced.then(release);
  const gather = (): Promise<string> => child.gather();
  const app = await open(config, parseRedisUrl(config.redisUrl as string, config.redis), log, gather);
  child.serves(app);
  const leaveMs = await Promise.race([stopped.then(() => waitMs), child.retired.then(() => 0)]);
  app.drain(leaveMs);
  await wait(leaveMs);
  await app.close();
  process.exit(0);
}

async function prepareAlone(config: Config, { address }: OpenRedis): Promise<LogIn[]> {
  const handle = await RedisHandle.open(address, { prefix: config.keyPrefix });
  const { sessions, passwords, shop } = config;
  const stores = createStores(handle, { sessions, passwords, shop: { language: shop.language } });
  try {
    await stores.rateLimits.seed();
    return await prepare(stores, config);
  } finally {
    for (const each of [stores.rateLimits, stores.cache, stores.accounts]) await each.close();
    handle.close();
  }
}

/** In production nobody else can make the first administrator. */
async function tellWhoAdministers({ address }: OpenRedis, { production, keyPrefix }: Config): Promise<void> {
  if (!production) return;
  const handle = await RedisHandle.open(address, { prefix: keyPrefix });
  const found = await hasAdministrator(handle).finally(() => handle.close());
  if (found === false) console.log('There is no administrator yet. Make one with: npm run account -- create EMAIL');
}

function stopping(waitMs: number): string {
  return waitMs > 0 ? `Stopping in ${waitMs / 1_000} s, as MORTAR_DRAIN_SECONDS says.` : 'Stopping.';
}

async function open(config: Config, redis: RedisAddress, log: Logger, gather?: () => Promise<string>): Promise<App> {
  const uncaught = surviveUncaughtErrors(log);
  // The API takes longest of all to load: no other command waits for it, nor who asks for --help.
  const { startApp } = await import('../app.ts');
  try {
    return await startApp({
      redis,
      keyPrefix: config.keyPrefix,
      host: config.host,
      port: config.port,
      secureCookies: config.production,
      allowedOrigins: config.allowedOrigins,
      trustedProxies: config.trustedProxies,
      ...config.api,
      suggestions: !config.production,
      ...config.door,
      shop: await shopSettings(config),
      mail: mailSettings(config),
      durability: config.durability,
      replicaReads: config.replicaReads,
      accounts: {
        sessions: config.sessions,
        passwords: config.passwords,
        ...config.accounts,
        factors: { ...config.factors, issuer: config.mail.siteName },
      },
      unverifiedRefused: config.accounts.unverifiedRefused,
      events: config.events,
      // Others than the only process start on what is prepared.
      preparing: gather === undefined,
      drainSpreadMs: config.process.drain.spreadMs,
      workQueues: config.process.workers ? workQueues : [],
      metrics: { ...config.metrics, gather },
      uncaught,
      log,
    });
  } catch (error) {
    throw startProblem(error as NodeJS.ErrnoException, config) ?? error;
  }
}

function startProblem(
  { code, message, port: taken }: NodeJS.ErrnoException & { readonly port?: number },
  { host, port, metrics }: Config,
): CommandError | undefined {
  if (code === 'EADDRINUSE' && taken === metrics.port)
    return new CommandError(`Port ${taken} on ${host} is in use: set MORTAR_METRICS_PORT to another port`);
  if (code === 'EADDRINUSE')
    return new CommandError(
      `Port ${port} on ${host} is in use: stop what listens there, or choose another as in PORT=${port + 1}`,
    );
  if (code === 'ERR_TRUSTED_DOCUMENTS' || code === 'ERR_FEDERATION') return new CommandError(message);
  if (code === 'EACCES') return new CommandError(`Port ${port} may not be used by this user: choose one above 1023`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new CommandError(`HOST is ${JSON.stringify(host)}, but this machine has no such address`);
  return undefined;
}

function summary(app: Serving, redis: OpenRedis, config: Config, logIns: readonly LogIn[]): string {
  const rows: (readonly [string, string])[] = [
    [app.graphiql ? 'GraphiQL' : 'GraphQL', `${app.url}/graphql`],
    // An address is no domain that a passkey could be for.
    ['Dashboard', `${app.url.replace('//127.0.0.1', '//localhost')}/dashboard`],
    ['Health', `${app.url}/health/ready`],
    ...(config.demo ? [['Shoppers', 'npm run simulate, in a second terminal'] as const] : []),
    ['Redis', redis.whereabouts],
    ...logIns.map(({ title, email, password }) => [title, `${email}  password ${password}`] as const),
  ];
  return ['Mortar is running. Ctrl-C stops it.', ...rows.map(([name, where]) => `  ${name.padEnd(14)} ${where}`)].join(
    '\n',
  );
}
