// `npm run side-by-side -- [--seconds N]`: twice, once with processes that are killed on the way.

import { parseArgs } from 'node:util';
import { runSideBySide } from './side-by-side.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '30' } } });
for (const kill of [false, true]) {
  const { lost, doubled, violations, ...counts } = await runSideBySide(Number(values.seconds), kill);
  console.log(
    JSON.stringify({ kill, ...counts, lost: lost.length, doubled: doubled.length, violations: violations.length }),
  );
  for (const each of [...lost, ...doubled, ...violations].slice(0, 20)) console.log(`  ${each}`);
  if (lost.length + doubled.length + violations.length > 0) process.exitCode = 1;
}
