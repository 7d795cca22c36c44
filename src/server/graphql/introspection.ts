// Refuses what would tell the whole schema: introspection, and the SDL of a subgraph.

import { type ASTVisitor, GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationContext } from 'graphql';
import type { ServerPlugin } from './server-plugin.ts';
import { judgesDocument } from './shape-limits.ts';

export function refuseIntrospection(): ServerPlugin {
  return judgesDocument('introspection', {
    onValidate: ({ addValidationRule }) => {
      addValidationRule(NoSchemaIntrospectionCustomRule);
      addValidationRule(refuseServiceSdl);
    },
  });
}

function refuseServiceSdl(context: ValidationContext): ASTVisitor {
  return {
    Field: (node) => {
      if (node.name.value !== '_service' || context.getParentType() !== context.getSchema().getQueryType()) return;
      context.reportError(
        new GraphQLError('GraphQL introspection has been disabled, and so is the field "_service".', { nodes: node }),
      );
    },
  };
}
