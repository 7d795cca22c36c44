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
  const definition = definitionOf(subscription);
  const watches = definition?.extensions.watches as ((args: Record<string, unknown>) => number) | undefined;
  const args = watches && argumentsOf(subscription);
  return args ? Math.max(1, watches(args)) : 1;
}

/** The arguments of its field. Undefined for what is not valid, which the execution refuses. */
export function argumentsOf(subscription: Subscription): Record<string, unknown> | undefined {
  const { schema, document, operationName, variableValues } = subscription;
  const [node, definition] = [rootFieldOf(subscription), definitionOf(subscription)];
  const variables = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const { coerced } = getVariableValues(schema, variables, variableValues ?? {});
  if (!node || !definition || !coerced) return undefined;
  try {
    return getArgumentValues(definition, node, coerced);
  } catch {
    return undefined;
  }
}

function definitionOf(subscription: Subscription) {
  const node = rootFieldOf(subscription);
  return node && subscription.schema.getSubscriptionType()?.getFields()[node.name.value];
}

function fragmentOf({ definitions }: DocumentNode, name: string): SelectionSetNode | undefined {
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) return definition.selectionSet;
  return undefined;
}
