// `npm run side-by-side -- [--seconds N]`: twice, once with processes that are killed on the way.

import { readArguments, wholeNumber } from '../support/arguments.ts';

const seconds = readArguments(
  'npm run side-by-side -- [--seconds N]\n\nRuns the release before and this one on the same data, and counts what is lost or done twice.',
  { options: { seconds: { type: 'string', default: '30' } } },
  ({ values }) => wholeNumber('seconds', values.seconds, 1, 86_400),
);
const { runSideBySide } = await import('./side-by-side.ts');
for (const kill of [false, true]) {
  const { lost, doubled, violations, ...counts } = await runSideBySide(seconds, kill);
  console.log(
    JSON.stringify({ kill, ...counts, lost: lost.length, doubled: doubled.length, violations: violations.length }),
  );
  for (const each of [...lost, ...doubled, ...violations].slice(0, 20)) console.log(`  ${each}`);
  if (lost.length + doubled.length + violations.length > 0) process.exitCode = 1;
}
