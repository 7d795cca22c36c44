// A Redis, or a Sentinel, with the lines of redis.conf that it is given, for states that a server in use never has: nobody waits
// until it answers.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findServer } from '../../src/embedded-redis/find.ts';

/** It ends with the test. Its files are in `folder`, or in one that goes with the test. */
export async function startBareRedis(
  lines: readonly string[],
  kind: 'redis' | 'sentinel' = 'redis',
  folder = newFolder(),
) {
  const program = await findServer();
  const file = join(folder, 'redis.conf');
  writeFileSync(file, ['bind 127.0.0.1', `dir ${folder}`, ...lines, ''].join('\n'));
  const child = spawn(program.path, [file, ...(kind === 'sentinel' ? ['--sentinel'] : [])], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH, ...program.env },
  });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGKILL')) await ended;
  });
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-bare-redis-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
