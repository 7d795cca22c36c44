// A project of its own that has Mortar as a package and holds the programs of a page of docs/, compiled as its author would.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildMortar } from './build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface LibraryProject {
  /** Where a program's compiled file `built/<name>.js` is run. */
  readonly folder: string;
  remove(): void;
}

/**
 * @param page of the repository, such as `docs/jobs.md`; a program of it begins with a line `// <name>.ts`
 * @param packages that the programs import beside Mortar
 * @throws what the compiler says against the programs.
 */
export function openLibraryProject(page: string, packages: readonly string[]): LibraryProject {
  buildMortar();
  const folder = mkdtempSync(join(tmpdir(), 'mortar-library-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(root, join(modules, 'mortar'));
  for (const name of [...packages, '@types']) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  const programs = readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)^```$/gm);
  for (const [, name, text] of programs) writeFileSync(join(folder, name as string), text as string);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', type: 'module' }));
  const compilerOptions = { target: 'es2023', module: 'nodenext', strict: true, outDir: 'built', types: ['node'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    throw new Error(`The programs do not compile: ${(error as { stdout: string }).stdout}`);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
