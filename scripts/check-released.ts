// Fails when the API breaks clients of the last release, schema.released.graphql, and the change is not written down. At a release,
// `--release VERSION` makes schema.graphql the released one.

import { readFileSync, writeFileSync } from 'node:fs';
import { judgeBreaks } from './released/judge.ts';

const at = (name: string): URL => new URL(`../${name}`, import.meta.url);
const read = (name: string): string => readFileSync(at(name), 'utf8');

const version = process.argv[process.argv.indexOf('--release') + 1];
if (process.argv.includes('--release')) {
  if (!version) throw new Error('Give the version, as in --release 1.0.0');
  const head = `# The API of version ${version}, which \`npm run check:released\` compares schema.graphql with. A release replaces it.\n\n`;
  writeFileSync(at('schema.released.graphql'), head + read('schema.graphql'));
} else {
  const problems = await judgeBreaks({
    released: read('schema.released.graphql'),
    current: read('schema.graphql'),
    upgrading: read('docs/upgrading.md'),
    changelog: read('CHANGELOG.md'),
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
