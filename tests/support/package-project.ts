// A folder that has the package as `npm pack` makes it, and all that it depends on, as npm would install them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { unpackMortar } from './packed-mortar.ts';

const modulesOfRoot = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Call it in a test file; the folder goes when its tests have ended. */
export function openPackageProject(): { readonly folder: string; readonly installed: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mortar-package-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(modulesOfRoot))
    if (name !== 'mortar' && !name.startsWith('.')) symlinkSync(join(modulesOfRoot, name), join(modules, name));
  const installed = join(modules, 'mortar');
  unpackMortar(installed);
  return { folder, installed };
}

/** What the compiler says against the project of a folder; '' if nothing. */
export function compileProject(folder: string): string {
  try {
    return runProject(folder, [join(modulesOfRoot, 'typescript/bin/tsc')]);
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

/** Runs a program of Node in a folder, without what Vitest sets for its own. @returns what it prints */
export function runProject(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { PATH, HOME } = process.env;
  return execFileSync(process.execPath, args, {
    ...{ cwd: folder, encoding: 'utf8', stdio: 'pipe' },
    env: { PATH, HOME, ...env },
  });
}
