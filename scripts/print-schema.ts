// Prints the schema that the code declares into schema.graphql, which is committed so that a change of the API shows in
// a review. `--check` writes nothing and fails when the file is stale.

import { readFileSync, writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from '../src/schema/index.ts';

const file = new URL('../schema.graphql', import.meta.url);
const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, printed);
} else if (readFileSync(file, 'utf8') !== printed) {
  console.error('schema.graphql is stale: run `npm run schema` and commit it.');
  process.exitCode = 1;
}
