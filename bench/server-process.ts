// A server that is measured in a process of its own, so that neither server's garbage nor the client's is the other's burden.

import { type ChildProcess, fork } from 'node:child_process';
import type { RedisHandle } from '../src/redis/base/handle.ts';

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

export interface BenchServer extends Served {
  /** Processor time that its process has taken so far, in microseconds. */
  cpuMicros(): Promise<number>;
  /** What its process has in memory, in bytes. */
  residentBytes(): Promise<number>;
}

export interface ServerStart {
  readonly redisUrl: string;
  readonly keyPrefix: string;
  /** Whether a peer has the plugins that its users add. */
  readonly usual?: boolean;
  /** The server that a gateway is in front of. */
  readonly behind?: string;
  /** Whether WebSockets compress what they send. */
  readonly deflate?: boolean;
  /** How long Mortar keeps the answers of anonymous reads. */
  readonly responseCacheSeconds?: number;
}

/** Starts a file that calls `serve`; one that is built without the loader that a bench runs with, which slows down what it loads. */
export async function startServerProcess(
  file: URL,
  redis: RedisHandle,
  redisUrl: string,
  settings: Omit<ServerStart, 'redisUrl' | 'keyPrefix'> = {},
): Promise<BenchServer> {
  const start: ServerStart = { redisUrl, keyPrefix: redis.prefix, ...settings };
  const execArgv = file.pathname.endsWith('.ts') ? process.execArgv : [];
  // Libraries check less there.
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = fork(file, [JSON.stringify(start)], { execArgv, env });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`${file.pathname} ended with ${code} before it served`)));
  });
  const ask = (what: 'cpu' | 'memory') => (): Promise<number> =>
    new Promise((resolve) => {
      child.once('message', (message) => resolve(Number(message)));
      child.send(what);
    });
  return { url, cpuMicros: ask('cpu'), residentBytes: ask('memory'), close: () => stop(child) };
}

/** In the process of the server: serves what `open` opens until the bench has had enough. */
export async function serve(open: (start: ServerStart) => Promise<Served>): Promise<void> {
  const server = await open(JSON.parse(process.argv[2] as string));
  process.once('disconnect', () => void server.close().then(() => process.exit(0)));
  process.on('message', (what) => {
    const { user, system } = process.cpuUsage();
    process.send?.(what === 'memory' ? process.memoryUsage.rss() : user + system);
  });
  process.send?.(server.url);
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await ended;
}
