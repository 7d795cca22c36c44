// Mortar as its users install it: out of the file that `npm pack` makes.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildMortar } from './build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Puts the package into a folder, without what it depends on. */
export function unpackMortar(folder: string): void {
  buildMortar();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const packed = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }));
  const [{ filename }] = Array.isArray(packed) ? packed : (Object.values(packed) as [{ filename: string }]);
  execFileSync('tar', ['--extract', '--gzip', '--strip-components', '1', '--file', filename], { cwd: folder });
  rmSync(join(folder, filename));
}
