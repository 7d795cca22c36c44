// `mortar worker`: works on queues beside an API that runs elsewhere.

import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { Post } from '../mail/post.ts';
import { PluginError } from '../plugins/error.ts';
import { OpenPlugins } from '../plugins/open.ts';
import type { Program } from '../plugins/program.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { createStores, type Stores } from '../redis/stores.ts';
import { loggedBy } from '../worker/store-log.ts';
import { startWorkers, type Workers, workQueues } from '../worker/workers.ts';
import type { WorkerHealth } from '../worker-health.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { eventSettings } from './event-settings.ts';
import { surviveUncaughtErrors } from './last-resort.ts';
import { openLog } from './log.ts';
import { mailSettings } from './mail-settings.ts';
import { type OpenRedis, openRedis } from './open-redis.ts';
import { programOf } from './program.ts';
import { shopSettings } from './shop-settings.ts';
import { outliveReload, untilSignal } from './signals.ts';

export const workerCommand: Command = {
  name: 'worker',
  usage: 'worker [QUEUE ...]',
  about: `Runs jobs and nothing else: those of the named queues, or ${workQueues.join(', ')} and those of plugins.`,
  async run(args, config) {
    const { positionals } = readArguments(workerCommand, { args: [...args], allowPositionals: true });
    const stopped = untilSignal();
    const program = await programOf(config);
    const redis = await openRedis(config, 'worker');
    try {
      const { log, release } = await openLog(config.logLevel);
      outliveReload(log);
      const { queues, close } = await open(config, program, positionals, { redis, log });
      console.log(`Working on ${queues.join(', ')} at ${redis.whereabouts}. Ctrl-C stops.`);
      release();
      await stopped;
      console.log('Stopping.');
      await close();
    } finally {
      await redis.stop();
    }
    console.log('Stopped.');
  },
};

interface Open {
  readonly queues: readonly string[];
  close(): Promise<void>;
}

/** @param named the queues to work on, if not all. */
async function open(
  config: Config,
  program: Program,
  named: readonly string[],
  { redis, log }: { readonly redis: OpenRedis; readonly log: Logger },
): Promise<Open> {
  surviveUncaughtErrors(log);
  const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
  const post = Post.open(mailSettings(config, program));
  const stores = createStores(handle, {
    events: await eventSettings(config),
    webhooks: config.webhooks,
    ...loggedBy(log, { shop: await shopSettings(config, program) }),
    durability: config.durability,
    replicaReads: config.replicaReads,
    mail: { available: post !== null },
  });
  const plugins = await openPlugins(program, stores, log);
  const queues = named.length > 0 ? named : [...new Set([...workQueues, ...plugins.queues])];
  const workers = startWorkers(stores, queues, log, { post, ...plugins.work });
  const health = await serveHealth(config, handle, workers, log);
  return {
    queues,
    close: async () => {
      health?.drain();
      await workers.close();
      await health?.close();
      await plugins.close(log);
      post?.close();
      handle.close();
    },
  };
}

/** @throws CommandError that names the plugin and what failed. */
async function openPlugins({ plugins }: Program, stores: Stores, log: Logger): Promise<OpenPlugins> {
  try {
    return await OpenPlugins.open(plugins, { stores, log });
  } catch (error) {
    throw error instanceof PluginError ? new CommandError(error.message) : error;
  }
}

async function serveHealth(
  { host, workerHealthPort: port, metrics }: Config,
  redis: RedisHandle,
  workers: Workers,
  log: Logger,
): Promise<WorkerHealth | undefined> {
  if (port === undefined) return undefined;
  const { serveWorkerHealth } = await import('../worker-health.ts');
  try {
    return await serveWorkerHealth(redis, workers, { host, port, log, token: metrics.token });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CommandError(`Port ${port} on ${host} is in use: set MORTAR_WORKER_HEALTH_PORT to another port`);
  }
}
