// A Sentinel for a test, with the lines of sentinel.conf that it is given.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findServer } from '../../src/embedded-redis/find.ts';

/** It ends with the test. It answers a moment later. */
export async function startSentinel(lines: readonly string[]): Promise<void> {
  const program = await findServer();
  const folder = mkdtempSync(join(tmpdir(), 'mortar-sentinel-'));
  const file = join(folder, 'sentinel.conf');
  writeFileSync(file, ['bind 127.0.0.1', `dir ${folder}`, ...lines, ''].join('\n'));
  const child = spawn(program.path, [file, '--sentinel'], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH, ...program.env },
  });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGKILL')) await ended;
    rmSync(folder, { recursive: true, force: true });
  });
}
