// The packages of a client of the API, as its own users install them: those of a folder of tests/clients, out of its lock file, or those
// of an install line of the docs. They are installed once, outside of the project so that nothing of it is found, and again when the lock
// file changes.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(tmpdir(), `mortar-clients-${userInfo().username}`);

/**
 * Copies the folder of a client to a new place inside of its installed packages, where its programs run.
 * @param name of a folder in tests/clients
 */
export async function openClientFolder(name: string): Promise<string> {
  const source = join(root, 'tests/clients', name);
  const folder = runFolder(await install(source, name, ['ci']));
  cpSync(source, folder, { recursive: true });
  return folder;
}

/**
 * A new place inside of what an install line gives in an empty folder.
 * @param name of the folder in tests/clients whose lock file decides when the line is run again
 */
export async function openInstalledFolder(name: string, packages: readonly string[]): Promise<string> {
  return runFolder(await install(join(root, 'tests/clients', name), `${name}-line`, ['install', ...packages]));
}

function runFolder(installed: string): string {
  removeOldRuns(installed);
  return mkdtempSync(join(installed, 'run-'));
}

/** Those that no test can still use. */
function removeOldRuns(installed: string): void {
  const hourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(installed)) {
    const path = join(installed, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (name.startsWith('run-') && mtimeMs !== undefined && mtimeMs < hourAgo)
      rmSync(path, { recursive: true, force: true });
  }
}

async function install(source: string, name: string, command: readonly [string, ...string[]]): Promise<string> {
  const files = ['package.json', 'package-lock.json'];
  const hash = createHash('sha256').update(command.join(' '));
  for (const file of files) hash.update(readFileSync(join(source, file)));
  const installed = join(cache, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(installed)) return installed;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, 'installing-'));
  if (command[0] === 'ci') for (const file of files) cpSync(join(source, file), join(fresh, file));
  await run('npm', [...command, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: fresh });
  try {
    renameSync(fresh, installed);
  } catch (error) {
    // Another test has installed it meanwhile.
    if (!existsSync(installed)) throw error;
    rmSync(fresh, { recursive: true });
  }
  return installed;
}

/** Runs a program and returns what it prints. */
export async function runProgram(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, args, { cwd: folder, env: { ...baseEnv(), ...env } });
    return stdout;
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message}\n${stdout}${stderr}`);
  }
}

/** Vitest sets NODE_ENV and options of its own, which are no client's. */
function baseEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME };
}
