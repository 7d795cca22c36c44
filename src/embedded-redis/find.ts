// Finds a Redis or Valkey server to run: one on PATH, else the distribution's own package in a cache folder.

import { execFile } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { debianServer } from './debian-package.ts';
import type { Tell } from './tell.ts';

const run = promisify(execFile);

/** A server program that is known to run here. */
export interface ServerProgram {
  readonly path: string;
  /** Such as `7.0.15`. */
  readonly version: string;
  /** What the program needs in its environment, such as LD_LIBRARY_PATH. */
  readonly env: Readonly<Record<string, string>>;
}

const oldestVersion = { major: 7, minor: 0 } as const;

/**
 * @param tell hears about the download, which takes seconds.
 * @throws an Error of one line that says what to install on this system.
 */
export async function findServer(tell: Tell = () => {}): Promise<ServerProgram> {
  const tooOld: string[] = [];
  for (const path of candidates()) {
    const version = await versionOf(path);
    if (version && isRecent(version)) return { path, version, env: {} };
    if (version) tooOld.push(`${path} is version ${version}`);
  }
  let reason = tooOld.join(', ');
  if (isDebianLike()) {
    try {
      const { path, libraryPath } = await debianServer(tell);
      const env = { LD_LIBRARY_PATH: libraryPath };
      const version = await versionOf(path, env);
      if (version && isRecent(version)) return { path, version, env };
      reason = version ? `this system's package is version ${version}` : 'the unpacked package does not run';
    } catch (error) {
      reason = `fetching this system's package failed: ${(error as Error).message}`;
    }
  }
  const because = reason ? ` (${reason})` : '';
  throw new Error(
    `Mortar needs Redis 7.0 or newer, or Valkey, and found none${because}. Install it with \`${installCommand()}\`, or set REDIS_URL to a server that runs.`,
  );
}

/** The command of `redis-server --version`, or undefined where the file is no such program. */
async function versionOf(path: string, env: Record<string, string> = {}): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { env: { ...process.env, ...env }, timeout: 5_000 });
    return /\bv=(\d+\.\d+[.\d]*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

function candidates(): string[] {
  const found: string[] = [];
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const name of ['redis-server', 'valkey-server']) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        found.push(path);
      } catch {
        // Not in this folder.
      }
    }
  }
  return found;
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestVersion.major || (major === oldestVersion.major && minor >= oldestVersion.minor);
}

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}

/** The names by which a Linux distribution says what it is and what it descends from. */
function distributions(): string[] {
  return [...osRelease().matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap((match) =>
    (match[1] as string).replaceAll('"', '').split(' '),
  );
}

function isDebianLike(): boolean {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return false;
  return distributions().some((name) => name === 'debian' || name === 'ubuntu');
}

function installCommand(): string {
  if (process.platform === 'darwin') return 'brew install redis';
  if (process.platform === 'win32') return 'wsl --install, then, inside it, sudo apt-get install redis-server';
  const names = distributions();
  const known: readonly (readonly [string, string])[] = [
    ['debian', 'sudo apt-get install redis-server'],
    ['ubuntu', 'sudo apt-get install redis-server'],
    ['fedora', 'sudo dnf install valkey'],
    ['rhel', 'sudo dnf install valkey'],
    ['centos', 'sudo dnf install valkey'],
    ['alpine', 'apk add valkey'],
    ['arch', 'sudo pacman -S valkey'],
    ['suse', 'sudo zypper install valkey'],
    ['nixos', 'nix-shell -p valkey'],
  ];
  return known.find(([name]) => names.includes(name))?.[1] ?? "your system's package manager (package redis or valkey)";
}
