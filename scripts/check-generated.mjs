// Fails when a committed file that is made from others is stale: the printed schema, the typed documents made from it,
// and the pages of error codes, settings, roles and limits, and the rows of benchmarks. Writes nothing.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const checks = [
  { args: ['--import', 'tsx', 'scripts/print-schema.ts', '--check'], remedy: 'npm run schema' },
  { args: ['--import', 'tsx', 'scripts/print-errors.ts', '--check'], remedy: 'npm run docs:errors' },
  { args: ['--import', 'tsx', 'scripts/print-settings.ts', '--check'], remedy: 'npm run docs:settings' },
  { args: ['--import', 'tsx', 'scripts/print-reference.ts', '--check'], remedy: 'npm run docs:reference' },
  { args: ['--import', 'tsx', 'bench/print.ts', '--check'], remedy: 'npm run docs:benchmarks' },
  {
    args: ['node_modules/@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.ts', '--check'],
    needs: 'codegen.ts',
    remedy: 'npm run codegen',
  },
];

for (const { args, needs, remedy } of checks) {
  if (needs && !existsSync(join(root, needs))) continue;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status === 0) continue;
  process.stderr.write(`${stdout}${stderr}`.trimEnd());
  process.stderr.write(
    `\nA generated file is stale, or could not be made: run \`${remedy}\` and commit what it changes.\n`,
  );
  process.exitCode = 1;
}
