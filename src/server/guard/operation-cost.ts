// What an operation costs in points, known before it runs. The rules stand at the fields (`complexity`); Pothos adds them
// up. A mutation also costs a point per entry of the lists that it is given. Only variables that decide about the sum, such as `first` of a list, make it be added up again.

import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import { InputSize } from './input-size.ts';

export interface Cost {
  /** Points: what the budget of a `@cost` policy is counted in. */
  readonly complexity: number;
  /** Fields, each as often as it is written. */
  readonly breadth: number;
}

export class OperationCost {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #depends: boolean;
  readonly #input: InputSize;
  #constant: Cost | undefined;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    const deciding = decidingVariables(schema, document, operation);
    this.#schema = schema;
    this.#input = new InputSize(schema, document, operation);
    this.#depends = deciding.size > 0;
    const lean: OperationDefinitionNode = {
      ...operation,
      // The others may be large, and need not be read twice.
      variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => deciding.has(variable.name.value)),
    };
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    this.#document = { ...document, definitions: [lean, ...fragments] };
  }

  /** @throws GraphQLError where a variable has a value that its type does not allow. */
  of(variables: Record<string, unknown> | null | undefined, context: Context): Cost {
    const cost = this.#constant ?? this.#ofFields(variables, context);
    const entries = this.#input.entriesIn(variables ?? {});
    return entries === 0 ? cost : { ...cost, complexity: cost.complexity + entries };
  }

  #ofFields(variables: Record<string, unknown> | null | undefined, context: Context): Cost {
    const cost = complexityFromQuery(this.#document, {
      schema: this.#schema,
      ctx: context,
      variables: variables ?? {},
    });
    if (!this.#depends) this.#constant = cost;
    return cost;
  }
}

/** The variables in the arguments of fields whose cost depends on their arguments. */
function decidingVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> {
  const names = new Set<string>();
  if (!operation.variableDefinitions?.length) return names;
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    Field: (field) => {
      if (typeof types.getFieldDef()?.extensions.complexity !== 'function') return;
      for (const argument of field.arguments ?? []) {
        visit(argument, { Variable: ({ name }) => void names.add(name.value) });
      }
    },
  });
  for (const definition of document.definitions) {
    if (definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION) visit(definition, visitor);
  }
  return names;
}
