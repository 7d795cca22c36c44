// The field that a subscription runs. Validation has seen to it that there is one, and that no condition decides about it.

import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export interface Subscription {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variableValues?: Readonly<Record<string, unknown>> | null;
}

/** Undefined where the document has no such operation. */
export function rootFieldOf({ document, operationName }: Subscription): FieldNode | undefined {
  const operation = getOperationAST(document, operationName);
  const entered = new Set<string>();
  const find = ({ selections }: SelectionSetNode): FieldNode | undefined => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) return selection;
      let set: SelectionSetNode | undefined;
      if (selection.kind === Kind.INLINE_FRAGMENT) set = selection.selectionSet;
      else if (!entered.has(selection.name.value)) {
        entered.add(selection.name.value);
        set = fragmentOf(document, selection.name.value);
      }
      const field = set && find(set);
      if (field) return field;
    }
    return undefined;
  };
  return operation ? find(operation.selectionSet) : undefined;
}

/** How many objects it watches: what its field says of its arguments in `extensions.watches`, else 1. */
export function weightOf(subscription: Subscription): number {
  const { schema, document, operationName, variableValues } = subscription;
  const node = rootFieldOf(subscription);
  const definition = node && schema.getSubscriptionType()?.getFields()[node.name.value];
  const watches = definition?.extensions.watches as ((args: Record<string, unknown>) => number) | undefined;
  if (!node || !definition || !watches) return 1;
  const variables = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { coerced } = getVariableValues(schema, variables, variableValues ?? {});
  // Variables that are not valid are refused by the execution.
  if (!coerced) return 1;
  try {
    return Math.max(1, watches(getArgumentValues(definition, node, coerced)));
  } catch {
    return 1;
  }
}

function fragmentOf({ definitions }: DocumentNode, name: string): SelectionSetNode | undefined {
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) return definition.selectionSet;
  return undefined;
}
