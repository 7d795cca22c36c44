// Programs that are no npm package, such as proxies: the machine's own, or Debian's package, unpacked into node_modules/.cache. That
// needs no rights and starts nothing.

import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../node_modules/.cache/debian-programs', import.meta.url));
/** Where programs for administrators are, which the PATH of others lacks. */
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];

export interface Program {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Returns where a program is, and the environment that it needs.
 * @param pack Debian's package, where it has another name than the program
 * @throws an Error that says what to install: a test that needs it fails then, rather than to pass without having looked.
 */
export async function debianProgram(name: string, pack = name): Promise<Program> {
  const own = folders.map((folder) => join(folder, name)).find(isProgram);
  if (own) return { path: own, env: process.env };
  const folder = join(cache, pack);
  try {
    if (!existsSync(folder)) await unpack(pack, folder);
  } catch (error) {
    const why = (error as Error).message.split('\n').slice(0, 3).join(' ');
    throw new Error(`This test needs ${name}. Install it; Debian's package ${pack} could not be fetched: ${why}`);
  }
  const path = ['usr/sbin', 'usr/bin'].map((bin) => join(folder, bin, name)).find(isProgram);
  if (!path) throw new Error(`Debian's package ${pack} has no ${name}`);
  const libraries = ['usr/lib', 'lib'].map((lib) => join(folder, lib)).filter((lib) => existsSync(lib));
  const triplets = libraries.flatMap((lib) => [lib, ...readdirSync(lib).map((each) => join(lib, each))]);
  return { path, env: { ...process.env, LD_LIBRARY_PATH: triplets.join(delimiter) } };
}

/** Fetches a package and what it depends on that this machine lacks. Test files that do so at once each do all of it. */
async function unpack(pack: string, folder: string): Promise<void> {
  const work = `${folder}.${process.pid}`;
  const [archives, lists, tree] = [join(work, 'archives'), join(work, 'lists'), join(work, 'tree')];
  for (const each of [archives, lists]) mkdirSync(join(each, 'partial'), { recursive: true });
  try {
    const install = async (options: readonly string[]): Promise<unknown> =>
      run('apt-get', [
        ...['install', '--download-only', '--no-install-recommends', '--yes', '--quiet', ...options],
        ...['-o', `Dir::Cache::archives=${archives}`, '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', pack],
      ]);
    // A new machine has no list of packages, or an old one.
    await install([]).catch(async () => {
      const own = ['-o', 'APT::Sandbox::User=', '-o', `Dir::State::lists=${lists}`];
      await run('apt-get', ['update', '--quiet', ...own]);
      await install(own);
    });
    for (const name of readdirSync(archives).filter((each) => each.endsWith('.deb')))
      await run('dpkg-deb', ['--extract', join(archives, name), tree]);
    renameSync(tree, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
