// A server of the HTTP bench in a process of its own, so that neither server's garbage nor the client's is the other's burden.

import { type ChildProcess, fork } from 'node:child_process';
import type { RedisHandle } from '../../src/redis/handle.ts';

export interface BenchServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface ServerStart {
  readonly redisUrl: string;
  readonly keyPrefix: string;
}

/** Starts one of the files beside this one. */
export async function startServerProcess(
  file: 'mortar.ts' | 'mercurius.ts',
  redis: RedisHandle,
  redisUrl: string,
): Promise<BenchServer> {
  const start: ServerStart = { redisUrl, keyPrefix: redis.keys.prefix };
  const child = fork(new URL(file, import.meta.url), [JSON.stringify(start)]);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code} before it served`)));
  });
  return { url, close: () => stop(child) };
}

/** In the process of the server: serves what `open` opens until the bench has had enough. */
export async function serve(open: (start: ServerStart) => Promise<BenchServer>): Promise<void> {
  const server = await open(JSON.parse(process.argv[2] as string));
  process.once('disconnect', () => void server.close().then(() => process.exit(0)));
  process.send?.(server.url);
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await ended;
}
