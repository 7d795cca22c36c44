// Starts Mortar inside a process that is somebody else's: it takes no signals, writes no lines but its log, and leaves errors that nobody
// catches to the process.

import { type Logger, pino } from 'pino';
import { loadConfig } from '../config.ts';
import { checkProgram } from '../plugins/check.ts';
import type { MortarConfig } from '../plugins/program.ts';
import type { Stores } from '../redis/stores.ts';
import { openApp } from './open-app.ts';
import { openRedis } from './open-redis.ts';
import { prepare } from './prepare.ts';

export interface StartSettings {
  /** The settings: docs/settings.md lists them. Those of the process (`process.env`), where absent. */
  readonly env?: NodeJS.ProcessEnv;
  /** Where Mortar logs, if not to stdout at LOG_LEVEL. */
  readonly log?: Logger;
}

export interface RunningMortar {
  /** Where it serves: GraphQL is at `/graphql` below it. */
  readonly url: string;
  readonly stores: Stores;
  /** Ends requests and jobs that are under way, and its own Redis, if it started one. */
  close(): Promise<void>;
}

/** @throws Error whose message names what is wrong and what to do. */
export async function startMortar(
  config: MortarConfig,
  { env = process.env, log }: StartSettings,
): Promise<RunningMortar> {
  const program = checkProgram(config, 'The configuration');
  const settings = loadConfig(env);
  const redis = await openRedis(settings, 'start');
  try {
    const app = await openApp(settings, program, {
      redis: redis.address,
      log: log ?? pino({ level: settings.logLevel }),
    });
    const close = async (): Promise<void> => {
      await app.close();
      await redis.stop();
    };
    try {
      await prepare(app.stores, settings);
    } catch (error) {
      await app.close();
      throw error;
    }
    app.prepared();
    return { url: app.url, stores: app.stores, close };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}
