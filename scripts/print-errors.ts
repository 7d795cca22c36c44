// Writes docs/errors.md from the lists of codes. `--check` writes nothing and fails when the page is stale.

import { readFileSync, writeFileSync } from 'node:fs';
import { type CodeDescription, problemCodes } from '../src/redis/base/problem.ts';
import { errorCodes } from '../src/resolvers/base/errors.ts';

const file = new URL('../docs/errors.md', import.meta.url);

const table = (codes: Readonly<Record<string, CodeDescription>>): string =>
  [
    '| code | cause | remedy |',
    '|---|---|---|',
    ...Object.entries(codes).map(([code, { cause, remedy }]) => `| \`${code}\` | ${cause} | ${remedy} |`),
  ].join('\n');

const page = `<!-- \`npm run docs:errors\` writes this page from the lists of codes in the source. -->

# Errors

This page lists every error code of the API with its cause and remedy.

There are two kinds of errors:

- **User errors** are data. A mutation returns them in \`userErrors\`. A well-meaning caller can get such an error and correct it.
- **Errors of a field or request** are in the list \`errors\` of the response, with the code in \`extensions.code\`.

\`\`\`graphql
mutation {
  sessionLogIn(input: { email: "ada@example.com", password: "wrong horse" }) {
    viewer { user { email } }
    userErrors { code message field retryAfterSeconds allowed }
  }
}
\`\`\`

## User errors

| field | what it contains |
|---|---|
| \`code\` | one of the codes below, for programs |
| \`message\` | what is wrong and what to do about it, for people |
| \`field\` | the path into the input, such as \`["lines", "0", "quantity"]\`; null if the problem concerns the whole input |
| \`retryAfterSeconds\` | after how many seconds the same request may succeed; null if waiting does not help |
| \`allowed\` | the values that are allowed at \`field\`, or for \`ILLEGAL_STATE\` the states; null if they cannot be listed |

\`allowed\` has ranges in one of these forms:

| form | what is allowed |
|---|---|
| \`1..100\` | a number from 1 to 100, or a moment between two of RFC 3339 |
| \`>0..100\` | a number greater than 0, up to 100 |
| \`1..40 characters\` | a text of 1 to 40 characters |
| \`0..50 entries\` | a list of up to 50 entries |
| \`0..2048 bytes\` | a JSON value of up to 2,048 bytes as text |

${table(problemCodes)}

A mutation that is refused changes nothing, unless its description says otherwise. It still returns the object as it is, if the
caller may see it.

## Errors of a field or request

A failure stays where it is: a field that fails is null, \`errors\` has an entry with its path, and the other fields have their
data. Fields with \`@semanticNonNull\` in [schema.graphql](../schema.graphql) are null only if they failed. A client or code
generator that reads this directive can treat them as non-null after it has handled the errors.

${table(errorCodes)}
`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, page);
} else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/errors.md is stale: run `npm run docs:errors` and commit it.');
  process.exitCode = 1;
}
