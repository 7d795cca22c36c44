// `mortar start`: the API, the worker and, without REDIS_URL, a Redis, in one process. What a person wants to know goes
// to stdout, the log to stderr.

import cluster from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { LogIn } from '../demo/log-ins.ts';
import type { Program } from '../plugins/program.ts';
import { AccountDirectory } from '../redis/account/directory.ts';
import { parseRedisUrl } from '../redis/base/address.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { createStores } from '../redis/stores.ts';
import type { Command } from './command.ts';
import { startFlags } from './flags.ts';
import { surviveUncaughtErrors } from './last-resort.ts';
import { type OpenLog, openLog } from './log.ts';
import { openApp } from './open-app.ts';
import { type OpenRedis, openRedis } from './open-redis.ts';
import { prepare } from './prepare.ts';
import { Child } from './processes/child.ts';
import type { Serving } from './processes/messages.ts';
import { Supervisor } from './processes/supervisor.ts';
import { programOf } from './program.ts';
import { outliveReload, untilSignal } from './signals.ts';

export const startCommand: Command = {
  name: 'start',
  usage: 'start [--port N] [--host H] [--config FILE] [--processes N] [--no-workers] [--check]',
  about: 'Runs the API and a worker, and without REDIS_URL a Redis of its own.',
  flags: startFlags,
  check: programOf,
  async run(_args, config) {
    if (cluster.isWorker) return runChild(config);
    const { count, drain } = config.process;
    const stopped = untilSignal(drain.waitMs + drain.spreadMs);
    // Before anything is opened: what is wrong with it is the person's to put right.
    const program = await programOf(config);
    const redis = await openRedis(config, 'start');
    try {
      const log = await openLog(config.logLevel);
      await (count > 1 ? runSeveral(config, redis, log, stopped) : runOne(config, program, { redis, log, stopped }));
    } finally {
      await redis.stop();
    }
    if (process.exitCode === undefined) console.log('Stopped.');
  },
};

interface Running {
  readonly redis: OpenRedis;
  readonly log: OpenLog;
  /** Resolves when Mortar is to stop. */
  readonly stopped: Promise<void>;
}

/** The API and the workers in this process. */
async function runOne(config: Config, program: Program, { redis, log: opened, stopped }: Running): Promise<void> {
  const { waitMs } = config.process.drain;
  const { log, release } = opened;
  outliveReload(log);
  const app = await openApp(config, program, { redis: redis.address, log, uncaught: surviveUncaughtErrors(log) });
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
    env: (place) => ({
      REDIS_URL: redis.url,
      REDIS_URL_FILE: '',
      MORTAR_WORKERS: workers && place === 1 ? '1' : '0',
    }),
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
  const redis = parseRedisUrl(config.redisUrl as string, config.redis);
  const uncaught = surviveUncaughtErrors(log);
  const app = await openApp(config, await programOf(config), { redis, log, uncaught, gather });
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
  const found = await new AccountDirectory(handle).hasAdministrator().finally(() => handle.close());
  if (!found) console.log('There is no administrator yet. Make one with: npm run account -- create EMAIL');
}

function stopping(waitMs: number): string {
  return waitMs > 0 ? `Stopping in ${waitMs / 1_000} s, as MORTAR_DRAIN_SECONDS says.` : 'Stopping.';
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
