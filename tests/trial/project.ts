// An empty folder in which a trial installs what its user installs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function inEmptyFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-trial-'));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs packages with the npm of the machine. @throws if npm fails, or warns that a package does not run on this Node */
export function install(folder: string, packages: readonly string[]): void {
  const output = runIn(folder, 'npm', ['install', ...packages]);
  assert.ok(!output.includes('EBADENGINE'), output);
}

/** @returns what the program prints. @throws with it if the program fails */
export function runIn(folder: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { PATH, HOME } = process.env;
  const options = { cwd: folder, encoding: 'utf8', env: { PATH, HOME, ...env } } as const;
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  if (error) throw error;
  assert.equal(status, 0, `${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return `${stdout}${stderr}`;
}
