// A Redis with a fixed port and an append-only file, that can be stopped or killed and started again under a running Mortar.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { findServer } from '../../src/embedded-redis/find.ts';
import { type RedisProcess, startRedisProcess } from '../../src/embedded-redis/process.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';

export class DurableRedis {
  readonly url: string;
  /** Where its files are. */
  readonly folder: string;
  readonly #start: () => Promise<RedisProcess>;
  #process: RedisProcess | undefined;

  private constructor(url: string, folder: string, start: () => Promise<RedisProcess>) {
    this.url = url;
    this.folder = folder;
    this.#start = start;
  }

  /**
   * Starts one on a free port of this machine, with a folder of its own. `always` writes to disk before it answers.
   * @param config further settings
   */
  static async open(
    appendfsync: 'always' | 'everysec',
    config: readonly (readonly [name: string, value: string])[] = [],
  ): Promise<DurableRedis> {
    const program = await findServer();
    const folder = mkdtempSync(join(tmpdir(), 'mortar-redis-'));
    const port = await freePort();
    const url = `redis://127.0.0.1:${port}`;
    const redis = new DurableRedis(url, folder, () =>
      startRedisProcess({
        program,
        address: parseRedisUrl(url),
        logFile: join(folder, 'redis.log'),
        config: [
          ['bind', '127.0.0.1'],
          ['port', String(port)],
          ['dir', folder],
          ['appendonly', 'yes'],
          ['appendfsync', appendfsync],
          ['save', ''],
          ...config,
        ],
      }),
    );
    await redis.start();
    return redis;
  }

  async start(): Promise<void> {
    this.#process = await this.#start();
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** SIGKILL: whatever it had not written is gone. */
  async kill(): Promise<void> {
    if (!this.#process) return;
    process.kill(this.#process.pid, 'SIGKILL');
    await this.#process.ended;
  }

  /** Ends it for good and removes its files. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
