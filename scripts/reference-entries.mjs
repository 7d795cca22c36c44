// Which entries of the package have a module in the reference.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The build makes this entry by itself; its types are written by hand. */
const madeByTheBuild = { './dist/graphql/index.js': 'scripts/client-sets/index.d.ts' };

/** The name of each entry that is code, such as mortar/redis, by its source. @param exports those of package.json */
export function entriesBySource(exports) {
  return new Map(
    Object.entries(exports)
      .filter(([, { default: file }]) => file?.endsWith('.js'))
      .map(([entry, { default: file }]) => [sourceOf(file), join('mortar', entry)]),
  );
}

function sourceOf(file) {
  return join(root, madeByTheBuild[file] ?? file.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts'));
}
