// Debian and Ubuntu without root: apt-get with state and cache folders of its own fetches the distribution's packages,
// with the distribution's own signatures checked, and dpkg-deb unpacks them. Nothing outside the cache folder changes.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from './make-folder.ts';
import type { Tell } from './tell.ts';

const run = promisify(execFile);

const limits = { aptTimeoutMs: 120_000, libraryRounds: 3 } as const;

export interface UnpackedServer {
  readonly path: string;
  readonly libraryPath: string;
}

/** The unpacked server in the user's cache folder, fetched where it is not there yet. */
export async function debianServer(tell: Tell): Promise<UnpackedServer> {
  const home = join(cacheFolder(), `redis-${process.arch}`);
  if (!existsSync(serverPath(home))) {
    tell("No redis-server on PATH: fetching this system's own package into a cache folder, without installing it.");
    const work = mkdtempSync(`${home}.`);
    try {
      await unpackServer(work);
      // Another process may have been as quick; its copy is as good.
      if (!existsSync(serverPath(home))) {
        rmSync(home, { recursive: true, force: true });
        renameSync(join(work, 'root'), home);
      }
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    tell(`Unpacked it in ${home}.`);
  }
  return { path: serverPath(home), libraryPath: libraryPath(home) };
}

/** `$XDG_CACHE_HOME/mortar` or `~/.cache/mortar`, or a private folder among the temporary files for a user without a home. */
function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  try {
    const folder = join(base, 'mortar');
    makeFolder(folder);
    return folder;
  } catch {
    const user = process.getuid?.() ?? 0;
    const folder = join(tmpdir(), `mortar-${user}`);
    makeFolder(folder, 0o700);
    // Whoever owns the folder chooses the program that we run.
    if (statSync(folder).uid !== user) throw new Error(`${folder} belongs to someone else`);
    return folder;
  }
}

async function unpackServer(work: string): Promise<void> {
  const apt = await prepareApt(work);
  const root = join(work, 'root');
  let wanted = ['redis-server', 'redis-tools'];
  for (let round = 0; round < limits.libraryRounds; round++) {
    await apt.download(wanted);
    for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(work, file), root]);
      rmSync(join(work, file));
    }
    if (!(await lacksLibraries(root))) return;
    wanted = await apt.missingLibraries(wanted);
    if (wanted.length === 0) break;
  }
  throw new Error('libraries of the package are missing');
}

async function prepareApt(work: string) {
  for (const folder of ['state/lists/partial', 'cache/archives/partial']) makeFolder(join(work, folder));
  const options = [
    `Dir::State=${join(work, 'state')}`,
    'Dir::State::status=/var/lib/dpkg/status',
    `Dir::Cache=${join(work, 'cache')}`,
    'APT::Sandbox::User=',
    'Debug::NoLocking=true',
  ].flatMap((option) => ['-o', option]);
  const apt = (program: string, args: string[]) =>
    run(program, [...options, ...args], {
      cwd: work,
      timeout: limits.aptTimeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, LC_ALL: 'C' },
    });
  // One source of several that does not answer fails the update; whether it matters, the download tells.
  await apt('apt-get', ['-qq', 'update']).catch(() => {});
  return {
    async download(packages: readonly string[]): Promise<void> {
      await apt('apt-get', ['-qq', 'download', ...packages]).catch((error: { stderr?: string; message: string }) => {
        throw new Error((error.stderr || error.message).trim().split('\n')[0]?.replace(/^E: /, ''));
      });
    },
    /** The libraries that these packages depend on and this system does not have. */
    async missingLibraries(packages: readonly string[]): Promise<string[]> {
      const { stdout } = await apt('apt-cache', ['depends', '--important', ...packages]);
      const names = [...stdout.matchAll(/^ +(?:Pre)?Depends: ((?:lib|lua)\S+)$/gm)].map((match) => match[1] as string);
      const missing: string[] = [];
      for (const name of new Set(names)) if (!(await isInstalled(name))) missing.push(name);
      return missing;
    },
  };
}

async function isInstalled(name: string): Promise<boolean> {
  try {
    const { stdout } = await run('dpkg-query', ['-s', name]);
    return /^Status: .* installed$/m.test(stdout);
  } catch {
    return false;
  }
}

async function lacksLibraries(root: string): Promise<boolean> {
  const env = { ...process.env, LD_LIBRARY_PATH: libraryPath(root) };
  const { stdout } = await run('ldd', [serverPath(root)], { env });
  return stdout.includes('not found');
}

function serverPath(root: string): string {
  return join(root, 'usr/bin/redis-server');
}

function libraryPath(root: string): string {
  const machine = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  return [join(root, 'usr/lib', machine), join(root, 'lib', machine)].join(':');
}
