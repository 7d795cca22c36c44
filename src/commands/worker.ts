// `mortar worker`: works on queues beside an API that runs elsewhere.

import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { Post } from '../mail/post.ts';
import { RedisHandle } from '../redis/base/handle.ts';
import { createStores } from '../redis/stores.ts';
import { loggedBy } from '../worker/store-log.ts';
import { startWorkers, type Workers, workQueues } from '../worker/workers.ts';
import type { WorkerHealth } from '../worker-health.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { surviveUncaughtErrors } from './last-resort.ts';
import { openLog } from './log.ts';
import { mailSettings } from './mail-settings.ts';
import { type OpenRedis, openRedis } from './open-redis.ts';
import { shopSettings } from './shop-settings.ts';
import { untilSignal } from './signals.ts';

export const workerCommand: Command = {
  name: 'worker',
  usage: 'worker [QUEUE ...]',
  about: `Runs jobs and nothing else: those of the named queues, or of ${workQueues.join(' and ')}.`,
  async run(args, config) {
    const { positionals } = readArguments(workerCommand, { args: [...args], allowPositionals: true });
    const queues = positionals.length > 0 ? positionals : workQueues;
    const stopped = untilSignal();
    const redis = await openRedis(config, 'worker');
    try {
      const { log, release } = await openLog(config.logLevel);
      const close = await open(config, redis, queues, log);
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

async function open(
  config: Config,
  redis: OpenRedis,
  queues: readonly string[],
  log: Logger,
): Promise<() => Promise<void>> {
  surviveUncaughtErrors(log);
  const handle = await RedisHandle.open(redis.address, { prefix: config.keyPrefix });
  const post = Post.open(mailSettings(config));
  const stores = createStores(handle, {
    events: config.events,
    ...loggedBy(log, { shop: await shopSettings(config) }),
    durability: config.durability,
    replicaReads: config.replicaReads,
    mail: { available: post !== null },
  });
  const workers = startWorkers(stores, queues, log, { post });
  const health = await serveHealth(config, handle, workers, log);
  return async () => {
    health?.drain();
    await workers.close();
    await health?.close();
    post?.close();
    handle.close();
  };
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
