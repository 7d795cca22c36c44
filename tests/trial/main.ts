// `npm run trial -- NAME`: what a user does in an empty folder, with packages that npm installs from its registry.

import { readArguments } from '../support/arguments.ts';
import { bundlersTrial } from './bundlers.ts';
import { existingAppTrial } from './existing-app.ts';
import { referenceTrial } from './reference.ts';

const trials: Readonly<Record<string, () => Promise<void>>> = {
  'existing-app': existingAppTrial,
  bundlers: bundlersTrial,
  reference: referenceTrial,
};
/** What docs/existing-app.md promises. */
const minutes = 10;

const [name, trial] = readArguments(
  `npm run trial -- NAME\n\nInstalls the package from its tarball into an empty folder and tries it there. NAME: ${Object.keys(trials).join(', ')}.`,
  { allowPositionals: true },
  ({ positionals: [given = '', ...more] }) => {
    const found = Object.hasOwn(trials, given) ? trials[given] : undefined;
    if (!found || more.length > 0) throw new Error(`Give one name: ${Object.keys(trials).join(', ')}`);
    return [given, found] as const;
  },
);
const began = performance.now();
await trial();
const seconds = (performance.now() - began) / 1000;
console.log(`${name}: ${seconds.toFixed(1)} s`);
if (seconds > minutes * 60) {
  console.error(`It has taken more than ${minutes} minutes.`);
  process.exitCode = 1;
}
