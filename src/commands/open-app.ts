// Opens the API and the workers of a process by its settings and its program.

import type { Logger } from 'pino';
import type { App } from '../app.ts';
import type { Config } from '../config.ts';
import type { Program } from '../plugins/program.ts';
import type { RedisAddress } from '../redis/base/address.ts';
import { workQueues } from '../worker/workers.ts';
import { captchaSettings } from './captcha-settings.ts';
import { CommandError } from './command.ts';
import { eventSettings } from './event-settings.ts';
import type { UncaughtErrors } from './last-resort.ts';
import { mailSettings } from './mail-settings.ts';
import { shopSettings } from './shop-settings.ts';

export interface Surroundings {
  readonly redis: RedisAddress;
  readonly log: Logger;
  /** Counted, if the process survives errors that nobody catches. */
  readonly uncaught?: UncaughtErrors;
  /** Reads what all processes count, if this is one of several. */
  readonly gather?: (() => Promise<string>) | undefined;
}

/** @throws CommandError for what the person can put right. */
export async function openApp(
  config: Config,
  program: Program,
  { redis, log, uncaught, gather }: Surroundings,
): Promise<App> {
  // The API takes longest of all to load: no other command waits for it, nor who asks for --help.
  const { startApp } = await import('../app.ts');
  try {
    return await startApp({
      redis,
      program,
      keyPrefix: config.keyPrefix,
      host: config.host,
      port: config.port,
      secureCookies: config.production,
      allowedOrigins: config.allowedOrigins,
      trustedProxies: config.trustedProxies,
      ...config.api,
      suggestions: !config.production,
      ...config.door,
      shop: await shopSettings(config, program),
      mail: mailSettings(config, program),
      durability: config.durability,
      replicaReads: config.replicaReads,
      accounts: {
        sessions: config.sessions,
        passwords: config.passwords,
        ...config.accounts,
        captcha: captchaSettings(config, program),
        factors: { ...config.factors, issuer: config.mail.siteName },
      },
      unverifiedRefused: config.accounts.unverifiedRefused,
      events: await eventSettings(config),
      webhooks: config.webhooks,
      // Others than the only process start on what is prepared.
      preparing: gather === undefined,
      drainSpreadMs: config.process.drain.spreadMs,
      workQueues: config.process.workers ? workQueues : [],
      metrics: { ...config.metrics, gather },
      ...(uncaught && { uncaught }),
      log,
    });
  } catch (error) {
    throw startProblem(error as NodeJS.ErrnoException, config) ?? error;
  }
}

/** Errors whose message is for the person who starts Mortar. */
const told = new Set<string | undefined>(['ERR_TRUSTED_DOCUMENTS', 'ERR_FEDERATION', 'ERR_PLUGIN']);

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
  if (told.has(code)) return new CommandError(message);
  if (code === 'EACCES') return new CommandError(`Port ${port} may not be used by this user: choose one above 1023`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new CommandError(`HOST is ${JSON.stringify(host)}, but this machine has no such address`);
  return undefined;
}
