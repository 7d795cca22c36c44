// Fails where a description of the schema, a text of the dashboard or a message of the program has words that docs/words.yml replaces.
// `npm run check:words` finds them in the docs, too.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createLinter, loadTextlintrc } from 'textlint';
import { descriptionsOf, textsOf } from './docs/strings.ts';

// Descriptions are taken from the schema, where they are put together.
const listed = execFileSync('git', ['ls-files', 'src', 'dashboard/src'], { encoding: 'utf8' })
  .split('\n')
  .filter(existsSync);
const sources = listed.filter(
  (path) => /\.tsx?$/.test(path) && !path.includes('/generated/') && !path.startsWith('src/schema/'),
);
const sentences = ['schema.graphql', ...sources].flatMap((path) => {
  const text = readFileSync(path, 'utf8');
  return (path.endsWith('.graphql') ? descriptionsOf(text) : textsOf(text, path.endsWith('x'))).map((found) => ({
    path,
    ...found,
  }));
});
const linter = createLinter({ descriptor: await loadTextlintrc() });
// One line each, so that the line of a finding tells whose it is.
const { messages } = await linter.lintText(sentences.map(({ text }) => text).join('\n'), 'sentences.txt');
for (const { message, line } of messages) {
  const sentence = sentences[line - 1];
  console.error(`${sentence?.path}:${sentence?.line} ${message}\n  ${sentence?.text}`);
}
if (messages.length > 0) process.exitCode = 1;
