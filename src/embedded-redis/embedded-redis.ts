// Mortar's own Redis, for a machine where nobody has set one up: `npm start` keeps its data in a folder, tests keep
// theirs in memory.

import { createHash, randomInt } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseRedisUrl } from '../redis/base/address.ts';
import { findServer, type ServerProgram } from './find.ts';
import { type FolderOwner, readOwner, releaseLock, takeLock } from './folder-lock.ts';
import { endLeftover } from './leftover.ts';
import { makeFolder } from './make-folder.ts';
import { type RedisProcess, startRedisProcess } from './process.ts';
import type { Tell } from './tell.ts';

/** A running Redis and how to end it. */
export interface EmbeddedRedis {
  /** Understood by `parseRedisUrl`. */
  readonly url: string;
  /** Ends Redis; with a data folder everything is on disk then. May be called twice. */
  stop(): Promise<void>;
}

export interface FolderRedis extends EmbeddedRedis {
  /** An absolute path. */
  readonly dataDir: string;
}

export interface FolderSettings {
  /** Created where it is missing. */
  readonly dataDir: string;
  /** Redis refuses what would make it larger, and evicts nothing. */
  readonly maxBytes: number;
  /** Who opens it, to be named to another process that wants the same folder: `start`, `import`. */
  readonly command: string;
  readonly tell?: Tell;
}

/** Another process has the data folder open. */
export class FolderInUse extends Error {
  readonly owner: FolderOwner;

  constructor(dataDir: string, owner: FolderOwner) {
    super(`The data folder ${dataDir} is in use by \`mortar ${owner.command}\` (process ${owner.pid})`);
    this.name = 'FolderInUse';
    this.owner = owner;
  }
}

const limits = {
  /** Unix sockets have short paths: 104 bytes on macOS, 108 on Linux. */
  socketPathBytes: 100,
  restartDelayMs: 500,
  restartDelayMaxMs: 10_000,
  portAttempts: 5,
} as const;

/**
 * Starts a Redis that keeps its data in a folder: append-only file, written to disk every second, no eviction. It
 * answers on a Unix socket in that folder, so that only this user reaches it.
 *
 * Should Redis end on its own, it is started again on the same socket.
 *
 * @throws FolderInUse, or an Error of one line that says what to do.
 */
export async function startEmbeddedRedis(settings: FolderSettings): Promise<FolderRedis> {
  const dataDir = resolve(settings.dataDir);
  // Before a server is looked for, which may have to be fetched.
  makeFolder(dataDir, 0o700);
  accessSync(dataDir, constants.W_OK | constants.X_OK);
  const program = await findServer(settings.tell);
  const socketPath = socketPathOf(dataDir);
  const url = `unix://${socketPath}`;
  const lockFile = lockFileOf(dataDir);
  const owner = takeLock(lockFile, settings.command, url);
  if (owner) throw new FolderInUse(dataDir, owner);
  try {
    await endLeftover(socketPath);
    const stop = await keepRunning(() => startInFolder(program, dataDir, socketPath, settings.maxBytes), settings.tell);
    return {
      url,
      dataDir,
      stop: async () => {
        await stop();
        releaseLock(lockFile);
      },
    };
  } catch (error) {
    releaseLock(lockFile);
    throw error;
  }
}

/** The Redis of a data folder: the one that `mortar start` runs on it now, else one of our own. */
export async function joinEmbeddedRedis(settings: FolderSettings): Promise<FolderRedis> {
  const dataDir = resolve(settings.dataDir);
  const owner = readOwner(lockFileOf(dataDir));
  // Only `start` stays for long enough to lean on.
  if (owner?.command === 'start') return { url: owner.url, dataDir, stop: async () => {} };
  return startEmbeddedRedis(settings);
}

/** Starts a Redis that forgets everything at its end, on a free port of this machine. For tests and measurements. */
export async function startMemoryRedis(): Promise<EmbeddedRedis & { port: number }> {
  const program = await findServer();
  const folder = mkdtempSync(join(tmpdir(), 'mortar-redis-'));
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const url = `redis://127.0.0.1:${port}`;
    try {
      const server = await startRedisProcess({
        program,
        address: parseRedisUrl(url),
        logFile: join(folder, 'redis.log'),
        config: [['bind', '127.0.0.1'], ['port', String(port)], ['dir', folder], ...inMemory],
      });
      const stop = async (): Promise<void> => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      };
      return { url, port, stop };
    } catch (error) {
      // Somebody else may have taken the port since we looked.
      if (attempt === limits.portAttempts) throw error;
    }
  }
}

/** Settings of a server that forgets everything at its end. */
export const inMemory: readonly (readonly [string, string])[] = [
  ['save', ''],
  ['appendonly', 'no'],
];

/** Below those that systems give to outgoing connections: else one could take a port before a server listens on it. */
const serverPorts = { from: 10_000, to: 32_000, tries: 100 } as const;

/** A port of 127.0.0.1 that nobody listens on at this moment. @throws Error if none was found */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < serverPorts.tries; tries += 1) {
    const port = randomInt(serverPorts.from, serverPorts.to);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port was found between ${serverPorts.from} and ${serverPorts.to}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolveFree) => {
    const server = createServer();
    server.once('error', () => resolveFree(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolveFree(true)));
  });
}

function startInFolder(
  program: ServerProgram,
  dataDir: string,
  socketPath: string,
  maxBytes: number,
): Promise<RedisProcess> {
  const logFile = join(dataDir, 'redis.log');
  // One earlier log is enough to see why a run ended; a log that is only appended to grows for ever.
  if (existsSync(logFile)) renameSync(logFile, join(dataDir, 'redis.previous.log'));
  return startRedisProcess({
    program,
    address: parseRedisUrl(`unix://${socketPath}`),
    logFile,
    config: [
      ['port', '0'],
      ['unixsocket', socketPath],
      ['unixsocketperm', '700'],
      ['dir', dataDir],
      ['appendonly', 'yes'],
      ['appendfsync', 'everysec'],
      ['save', ''],
      ['maxmemory', String(maxBytes)],
      ['maxmemory-policy', 'noeviction'],
    ],
  });
}

/** Starts a process and, until it is told to stop, starts it again whenever it ends. */
async function keepRunning(start: () => Promise<RedisProcess>, tell: Tell = () => {}): Promise<() => Promise<void>> {
  let current = await start();
  let stopping = false;
  let wake = (): void => {};
  const watch = async (): Promise<void> => {
    let delayMs: number = limits.restartDelayMs;
    while (!stopping) {
      await current.ended;
      if (stopping) return;
      tell(`The embedded Redis ended; starting it again in ${delayMs} ms.`);
      await new Promise<void>((resolveWait) => {
        const timer = setTimeout(resolveWait, delayMs);
        wake = () => {
          clearTimeout(timer);
          resolveWait();
        };
      });
      if (stopping) return;
      try {
        current = await start();
        delayMs = limits.restartDelayMs;
      } catch (error) {
        tell((error as Error).message);
        delayMs = Math.min(delayMs * 2, limits.restartDelayMaxMs);
      }
    }
  };
  const watching = watch();
  return async () => {
    stopping = true;
    wake();
    await current.stop();
    await watching;
    await current.stop();
  };
}

function lockFileOf(dataDir: string): string {
  return join(dataDir, 'owner.json');
}

/** In the data folder; where its path is too long for a socket, in a private folder among the temporary files. */
function socketPathOf(dataDir: string): string {
  const path = join(dataDir, 'redis.sock');
  if (Buffer.byteLength(path) <= limits.socketPathBytes) return path;
  const user = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `mortar-${user}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
  makeFolder(folder, 0o700);
  if (statSync(folder).uid !== user) throw new Error(`${folder} belongs to someone else; remove it`);
  chmodSync(folder, 0o700);
  return join(folder, 'redis.sock');
}
