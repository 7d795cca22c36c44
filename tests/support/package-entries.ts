// The entries of the package that are code: a module of a project exports all of each, and a bundle of it must have the same names.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a module per entry into a project that has the package. @returns their names by which they are called, without `.mjs` */
export function writeEntries(folder: string): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules/mortar/package.json'), 'utf8'));
  const entries = Object.keys(exports).filter((entry) => exports[entry].default);
  return entries.map((entry) => {
    const name = `entry-${entry.slice(2) || 'index'}`;
    writeFileSync(join(folder, `${name}.mjs`), `export * from '${join('mortar', entry)}';\n`);
    return name;
  });
}

/** The names that each module of a folder exports to a process of its own; to `require` if it is CommonJS. */
export function exportsOf(
  folder: string,
  modules: readonly string[],
  extension: 'mjs' | 'cjs',
): Record<string, readonly string[]> {
  const load = extension === 'cjs' ? 'require' : 'import';
  const program = `(async () => {
      const all = {};
      for (const name of ${JSON.stringify(modules)})
        all[name] = Object.keys(await ${load}(process.cwd() + '/' + name + '.${extension}')).sort();
      console.log(JSON.stringify(all));
      process.exit();
    })();`;
  const args = ['--input-type=commonjs', '--eval', program];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' }));
}
