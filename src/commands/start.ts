// `mortar start`: the API, the worker and, without REDIS_URL, a Redis, in one process. What a person wants to know goes
// to stdout, the log to stderr.

import { type Logger, pino } from 'pino';
import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import type { LogIn } from '../demo/log-ins.ts';
import { workQueues } from '../worker/workers.ts';
import { type Command, CommandError } from './command.ts';
import { surviveUncaughtErrors, type UncaughtErrors } from './last-resort.ts';
import { mailSettings } from './mail-settings.ts';
import { type OpenRedis, openRedis } from './open-redis.ts';
import { prepare } from './prepare.ts';
import { untilSignal } from './signals.ts';

export const startCommand: Command = {
  name: 'start',
  usage: 'start',
  about: 'Runs the API and a worker, and without REDIS_URL a Redis of its own.',
  async run(_args, config) {
    const stopped = untilSignal();
    const redis = await openRedis(config, 'start');
    try {
      const log = pino({ level: config.logLevel }, pino.destination(2));
      const app = await open(config, redis, log, surviveUncaughtErrors(log));
      try {
        const logIns = await prepare(app.stores, config);
        console.log(summary(app, redis, config, logIns));
        await stopped;
        console.log('Stopping.');
      } finally {
        await app.close();
      }
    } finally {
      await redis.stop();
    }
    console.log('Stopped.');
  },
};

async function open(config: Config, redis: OpenRedis, log: Logger, uncaught: UncaughtErrors): Promise<App> {
  // The API takes longest of all to load: no other command waits for it, nor who asks for --help.
  const { startApp } = await import('../app.ts');
  try {
    return await startApp({
      redis: redis.address,
      keyPrefix: config.keyPrefix,
      host: config.host,
      port: config.port,
      secureCookies: config.production,
      allowedOrigins: config.allowedOrigins,
      trustedProxies: config.trustedProxies,
      ...config.api,
      suggestions: !config.production,
      ...config.door,
      shop: config.shop,
      mail: mailSettings(config),
      accounts: { sessions: config.sessions, passwords: config.passwords },
      events: { siteBytesPerDay: config.siteBytesPerDay },
      workQueues,
      metrics: config.metrics,
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

function summary(app: App, redis: OpenRedis, config: Config, logIns: readonly LogIn[]): string {
  const rows: (readonly [string, string])[] = [
    [app.graphiql ? 'GraphiQL' : 'GraphQL', `${app.url}/graphql`],
    ['Dashboard', `${app.url}/dashboard`],
    ['Health', `${app.url}/health/ready`],
    ...(config.demo ? [['Shoppers', 'npm run simulate, in a second terminal'] as const] : []),
    ['Redis', redis.whereabouts],
    ...logIns.map(({ title, email, password }) => [title, `${email}  password ${password}`] as const),
  ];
  return ['Mortar is running. Ctrl-C stops it.', ...rows.map(([name, where]) => `  ${name.padEnd(14)} ${where}`)].join(
    '\n',
  );
}
