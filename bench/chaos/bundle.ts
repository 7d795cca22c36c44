// Makes one JavaScript file of a program and all that it imports, since one that is killed and started several times a
// second must start fast.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Writes it into the folder, with the Lua scripts beside it; its path. */
export async function bundle(program: URL, folder: string): Promise<string> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(program),
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  cpSync(join(root, 'src/redis/lua'), join(folder, 'lua'), { recursive: true });
  return join(folder, 'program.mjs');
}
