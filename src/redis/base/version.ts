// The version of Mortar, as in its package.json.

import { createRequire } from 'node:module';

// By its name, since a build may put this file into a folder of another depth.
export const { version } = createRequire(import.meta.url)('mortar/package.json') as { readonly version: string };
