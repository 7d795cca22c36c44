// One Redis process of our own: started, watched and stopped. It has its own process group, so that a terminal's
// Ctrl-C reaches Mortar alone, and a guard, so that it never outlives Mortar: not even Mortar's SIGKILL.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { RedisAddress } from '../redis/base/address.ts';
import { connect, untilReady } from '../redis/base/connect.ts';
import type { ServerProgram } from './find.ts';

const limits = {
  /** Loading a large append-only file takes its time. */
  readyTimeoutMs: 120_000,
  /** After this long a Redis that does not stop is killed. */
  stopTimeoutMs: 6_000,
} as const;

export interface RedisProcess {
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Writes out what it holds and ends. */
  stop(): Promise<void>;
}

export interface RedisProcessSettings {
  readonly program: ServerProgram;
  /** Configuration as `['appendonly', 'yes']`. */
  readonly config: readonly (readonly [string, string])[];
  readonly address: RedisAddress;
  /** Where Redis writes its log; read to tell why it did not start. */
  readonly logFile: string;
}

/** @throws an Error with Redis' own last words when it ends before it takes commands. */
export async function startRedisProcess(settings: RedisProcessSettings): Promise<RedisProcess> {
  const { program, config, address, logFile } = settings;
  const args = [...config, ['logfile', logFile] as const].flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(program.path, args, {
    stdio: 'ignore',
    detached: true,
    env: { PATH: process.env.PATH, ...program.env },
  });
  const ended = once(child, 'exit').then(() => undefined);
  // Where the program cannot be started at all there is an `error` and no `exit`.
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => {});
  if (child.pid === undefined) return failed as Promise<never>;
  const guard = startGuard(child.pid);
  void ended.then(() => guard.dismiss());

  const client = connect(address, 'blocking');
  try {
    const early = ended.then(() => Promise.reject(new Error(`Redis did not start: ${lastWords(logFile)}`)));
    early.catch(() => {});
    await Promise.race([untilReady(client, limits.readyTimeoutMs), early]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    client.disconnect();
  }
  return { pid: child.pid, ended, stop: () => stopChild(child, ended) };
}

/**
 * A shell that waits on a pipe from us. When we are gone, the pipe closes, and it ends Redis in the gentle way.
 * `read` is the shell's own, so the guard is one small process.
 */
function startGuard(pid: number): { dismiss(): void } {
  const guard = spawn('/bin/sh', ['-c', 'read -r done || kill -TERM "$1"', 'mortar-redis-guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  return { dismiss: () => guard.stdin.end('done\n') };
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), limits.stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

/** The last lines of the log that a person needs: without Redis' banner and its advice about the kernel. */
function lastWords(logFile: string): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-20);
    const telling = lines.filter((line) => /#|fatal|error|can't|cannot|denied/i.test(line) && !/WARNING/.test(line));
    const words = (telling.length > 0 ? telling : lines).slice(-2).map((line) => line.replace(/^\d+:\w .*? [#*] /, ''));
    return words.join(' ') || 'it said nothing';
  } catch {
    return 'it wrote no log';
  }
}
