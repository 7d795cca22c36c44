// The executor of operations that have no plan. The build bundles it into this file: its packages ask npm for Node 22, although they
// run on Node 20, and the release that Yoga installs instead returns fields in the order in which they were ready.
// docs/decisions/held-back-packages.md says more.

import { normalizedExecutor } from 'graphql-tools-executor';
import type { ServerPlugin } from './server-plugin.ts';

/** Goes first: later plugins may put something else in its place. */
export function executor(): ServerPlugin {
  return {
    name: 'executor',
    yoga: { onExecute: ({ setExecuteFn }) => setExecuteFn(normalizedExecutor) },
    shortPath: { notNeeded: { onExecute: 'The short path runs plans only.' } },
  };
}
