// What `npm run build` makes of this checkout: what processes of Mortar run, browsers load and packages hold.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds what has changed; a second call finds nothing to do. The folder. */
export function buildMortar(): string {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'pipe' });
  return join(root, 'dist');
}

/** The folder of the dashboard alone. */
export function buildDashboard(): string {
  return join(buildMortar(), 'dashboard');
}
