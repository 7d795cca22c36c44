// A Redis with a fixed port and an append-only file, that a test can stop and start under a running Mortar.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parseRedisUrl } from '../../src/redis/connect.ts';
import { findServer } from '../../src/redis/embedded/find.ts';
import { type RedisProcess, startRedisProcess } from '../../src/redis/embedded/process.ts';
import { freePort } from '../../src/redis/embedded.ts';

export interface StoppableRedis {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** It is stopped, and its file removed, after the test; with `afterAll` after the tests of the file. */
export async function openStoppableRedis(after: typeof onTestFinished = onTestFinished): Promise<StoppableRedis> {
  const program = await findServer();
  const folder = mkdtempSync(join(tmpdir(), 'mortar-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: RedisProcess | undefined;
  const start = async (): Promise<void> => {
    server = await startRedisProcess({
      program,
      address: parseRedisUrl(url),
      logFile: join(folder, 'redis.log'),
      config: [
        ['bind', '127.0.0.1'],
        ['port', String(port)],
        ['dir', folder],
        ['appendonly', 'yes'],
        ['save', ''],
      ],
    });
  };
  const stop = async (): Promise<void> => server?.stop();
  after(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return { url, start, stop };
}
