// Prints the schema that the code declares into schema.graphql, which is committed so that a change of the API shows in
// a review. `--check` writes nothing and fails when the file is stale. `--subgraph` writes nothing and prints the SDL of the subgraph.

import { readFileSync, writeFileSync } from 'node:fs';
import { type GraphQLSchema, isObjectType, lexicographicSortSchema, parse, printSchema, visit } from 'graphql';
import { SemanticNonNull } from '../src/schema/base/isolation.ts';
import { schema } from '../src/schema/index.ts';

const file = new URL('../schema.graphql', import.meta.url);
const printed = `${printWithNullability(lexicographicSortSchema(schema))}\n`;

if (process.argv.includes('--subgraph')) {
  const { openSubgraph } = await import('../src/schema/federation.ts');
  const { printSubgraphSchema } = await import('@apollo/subgraph');
  console.log(printSubgraphSchema(openSubgraph()));
} else if (!process.argv.includes('--check')) {
  writeFileSync(file, printed);
} else if (readFileSync(file, 'utf8') !== printed) {
  console.error('schema.graphql is stale: run `npm run schema` and commit it.');
  process.exitCode = 1;
}

/** As `printSchema`, which leaves out the directives of fields. */
function printWithNullability(declared: GraphQLSchema): string {
  let text = '';
  let written = 0;
  const plain = printSchema(declared);
  visit(parse(plain), {
    ObjectTypeDefinition: ({ name, fields }) => {
      const type = declared.getType(name.value);
      if (!isObjectType(type)) return;
      for (const field of fields ?? []) {
        const directive = directiveOf(type.getFields()[field.name.value]?.extensions.directives);
        const end = field.type.loc?.end;
        if (directive === undefined || end === undefined) continue;
        text += `${plain.slice(written, end)} ${directive}`;
        written = end;
      }
    },
  });
  return text + plain.slice(written);
}

function directiveOf(directives: unknown): string | undefined {
  const values = (directives as Record<string, { readonly levels?: readonly number[] }> | undefined)?.[
    SemanticNonNull.name
  ];
  if (!values) return undefined;
  const levels = values.levels ? `(levels: [${values.levels.join(', ')}])` : '';
  return `@${SemanticNonNull.name}${levels}`;
}
