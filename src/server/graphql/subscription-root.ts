// @skip and @include may not stand at the root of a subscription: which field it runs must not depend on them. The GraphQL
// specification of September 2025 has the same rule; graphql 16 does not know it yet, and its own rule for subscriptions throws where
// a variable decides, so that this is judged before it.

import { type DocumentNode, GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import type { ServerPlugin } from './server-plugin.ts';
import { judgesDocument } from './shape-limits.ts';

const conditions = new Set(['skip', 'include']);

export function subscriptionRoot(): ServerPlugin {
  return judgesDocument('subscription root', {
    onValidate: ({ params, setResult }) => {
      const errors = conditionsAtRoot(params.documentAST);
      if (errors.length > 0) setResult(errors);
    },
  });
}

function conditionsAtRoot({ definitions }: DocumentNode): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const entered = new Set<string>();
  const look = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      for (const directive of selection.directives ?? []) {
        if (!conditions.has(directive.name.value)) continue;
        const message = `@${directive.name.value} may not be used at the root of a subscription, which selects one field.`;
        errors.push(new GraphQLError(message, { nodes: directive }));
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) look(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || entered.has(selection.name.value)) continue;
      entered.add(selection.name.value);
      for (const definition of definitions)
        if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value)
          look(definition.selectionSet);
    }
  };
  for (const definition of definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'subscription')
      look(definition.selectionSet);
  return errors;
}
