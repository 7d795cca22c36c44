// Makes one JavaScript file of a program and all that it imports, since one that is killed and started several times a
// second must start fast.

import { cpSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Writes it into the folder as a build does, below package.json and with the Lua scripts beside it; its path.
 * @param linked names dependencies that cannot be in it, such as compiled ones.
 */
export async function bundle(program: URL, folder: string, linked: readonly string[] = []): Promise<string> {
  // Not loaded by who only asks for help.
  const { build } = await import('vite');
  const dist = join(folder, 'dist');
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: [...linked] },
    build: {
      ssr: fileURLToPath(program),
      outDir: dist,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'program.mjs', chunkFileNames: '[name]-[hash].mjs' } },
    },
  });
  // The scripts are found from the folder above the program's, as they are from `redis/base/`.
  const redis = join(root, 'src/redis');
  cpSync(redis, folder, { recursive: true, filter: (path) => statSync(path).isDirectory() || path.endsWith('.lua') });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  if (linked.length > 0) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return join(dist, 'program.mjs');
}
