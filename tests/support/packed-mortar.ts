// Mortar as its users install it: out of the file that `npm pack` makes.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildMortar } from './build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Puts the package into a folder, without what it depends on. */
export function unpackMortar(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['--extract', '--gzip', '--strip-components', '1', '--file', packMortar()], { cwd: folder });
}

/** The file of the package. Test files that need it share one of each build. */
export function packMortar(): string {
  buildMortar();
  const shared = join(tmpdir(), `mortar-packed-${userInfo().username}`);
  const tarball = join(shared, `${stateOfBuild()}.tgz`);
  if (existsSync(tarball)) return tarball;
  removeOld(shared);
  const own = join(shared, String(process.pid));
  mkdirSync(own, { recursive: true });
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', own];
  const packed = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }));
  const [{ filename }] = Array.isArray(packed) ? packed : (Object.values(packed) as [{ filename: string }]);
  // Another test file may have been quicker, with the same content.
  renameSync(join(own, filename), tarball);
  rmSync(own, { recursive: true });
  return tarball;
}

/** Those that no test can still use. */
function removeOld(folder: string): void {
  if (!existsSync(folder)) return;
  const hourAgo = Date.now() - 3_600_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs !== undefined && mtimeMs < hourAgo) rmSync(path, { recursive: true, force: true });
  }
}

/** Differs for each build, and for each change of what is packed beside it. */
function stateOfBuild(): string {
  const dist = join(root, 'dist');
  const stamps = readdirSync(dist).filter((name) => name.startsWith('.built-') && name !== '.built-by');
  const template = readdirSync(join(root, 'template'), { recursive: true, encoding: 'utf8' });
  const paths = [
    ...stamps.map((name) => join(dist, name)),
    ...['package.json', 'CHANGELOG.md', ...template.map((name) => join('template', name))].map((name) =>
      join(root, name),
    ),
  ];
  const times = paths.sort().map((path) => `${path} ${statSync(path).mtimeMs}`);
  return createHash('sha256').update(times.join('\n')).digest('hex').slice(0, 16);
}
