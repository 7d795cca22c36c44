// `npm start` as it is documented: npm, its shell and Mortar, in a process group of their own as under a terminal.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { dataFolder, endsWithTests, processesOf } from '../support/mortar-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Case {
  name: string;
  signal: NodeJS.Signals;
  /** Ctrl-C goes to the whole group, `kill <pid>` to npm alone. */
  toGroup: boolean;
}

const cases: Case[] = [
  { name: 'Ctrl-C', signal: 'SIGINT', toGroup: true },
  { name: 'SIGINT to npm', signal: 'SIGINT', toGroup: false },
  { name: 'SIGTERM to npm', signal: 'SIGTERM', toGroup: false },
  { name: 'SIGTERM to the group', signal: 'SIGTERM', toGroup: true },
];

/** npm may have ended before what it started. */
function endGroup(group: number): void {
  try {
    process.kill(group, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

test.for(cases)('$name ends all of it with code 0', async ({ signal, toGroup }) => {
  const folder = dataFolder();
  const npm = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    env: { ...process.env, ...endsWithTests, PORT: '0', MORTAR_DATA_DIR: folder, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const group = -(npm.pid as number);
  try {
    let stdout = '';
    npm.stdout.on('data', (text) => {
      stdout += text;
    });
    await expect.poll(() => stdout, { timeout: 40_000 }).toContain('Mortar is running');
    expect(processesOf(folder)).toHaveLength(1);
    const ended = once(npm, 'exit');
    process.kill(toGroup ? group : (npm.pid as number), signal);
    expect(await ended).toEqual([0, null]);
    expect(processesOf(folder)).toEqual([]);
    expect(() => process.kill(group, 0)).toThrow('ESRCH');
  } finally {
    endGroup(group);
  }
});
