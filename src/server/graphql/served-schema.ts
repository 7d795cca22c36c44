// The schema that this process serves: the plain one, the same with what plugins add, or either as a subgraph of Apollo Federation, whose packages are optional and are loaded only then.

import type { GraphQLSchema } from 'graphql';
import { extendSchema, type SchemaAddition } from '../../schema/extension.ts';
import { schema } from '../../schema/index.ts';

export type ServedSchema = GraphQLSchema;

/** What the subgraph is built with, as package.json lists it among the optional peers. */
const packages = '@apollo/subgraph@~2.14 @pothos/plugin-federation @pothos/plugin-directives';

/**
 * @throws Error with the code ERR_FEDERATION if a package is missing; what an addition makes of its own errors.
 */
export async function openSchema(
  { federation = false }: { readonly federation?: boolean },
  additions: readonly SchemaAddition[] = [],
): Promise<ServedSchema> {
  if (!federation) return additions.length > 0 ? extendSchema(schema, additions) : schema;
  return (await loadFederation()).openSubgraph(additions);
}

async function loadFederation() {
  try {
    return await import('../../schema/federation.ts');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    const missing = /(?:package|module) '([^']+)'/.exec(message)?.[1] ?? 'a package';
    const problem = `MORTAR_FEDERATION is on, but ${missing} is not installed: run npm install ${packages}`;
    throw Object.assign(new Error(problem, { cause: error }), { code: 'ERR_FEDERATION' });
  }
}
