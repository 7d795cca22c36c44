// A private PostgreSQL on loopback, where one is installed, for peers that keep their data in rows.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../src/embedded-redis/embedded-redis.ts';
import { importPeer } from './peer.ts';

/** What is used of the pool of `pg`. */
export interface Pool {
  query(sql: string, values?: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
  on(event: 'error', hear: (error: Error) => void): void;
}

export interface Postgres {
  readonly pool: Pool;
  /** For a peer that has a client of its own. */
  readonly url: string;
  stop(): Promise<void>;
}

const startMs = 15_000;

/** PostgreSQL refuses to run as root; this is `nobody` nearly everywhere. */
const nobody = 65_534;

/** Null where there is none, or it does not start. It writes nothing to disk for certain, as the Redis beside it. */
export async function startPostgres(connections: number): Promise<Postgres | null> {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-postgres-'));
  const data = join(folder, 'data');
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  let server: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    if (server && server.exitCode === null) {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    if (identity.uid) chownSync(folder, identity.uid, identity.gid);
    const initial = ['-D', data, '-U', 'bench', '-A', 'trust', '--no-sync'];
    execFileSync('initdb', initial, { stdio: 'ignore', cwd: folder, ...identity });
    const port = await freePort();
    const url = `postgresql://bench@127.0.0.1:${port}/postgres`;
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'synchronous_commit=off'];
    server = spawn('postgres', ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])], {
      stdio: 'ignore',
      cwd: folder,
      ...identity,
    });
    const { default: pg } = await importPeer<{ default: { Pool: new (settings: object) => Pool } }>('pg');
    const pool = new pg.Pool({ connectionString: url, max: connections });
    // Its idle connections are told that the server ends, also while they are being closed.
    pool.on('error', () => {});
    for (const deadline = Date.now() + startMs; ; await wait(100)) {
      try {
        await pool.query('SELECT 1');
        break;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
    return {
      pool,
      url,
      stop: async () => {
        await pool.end();
        await stop();
      },
    };
  } catch {
    await stop();
    return null;
  }
}
