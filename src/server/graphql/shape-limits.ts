// Plugins that reject a document by its shape, before it runs, with OPERATION_TOO_COMPLEX.

import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import type { GraphQLError } from 'graphql';
import { apiError } from '../../resolvers/base/errors.ts';
import type { OperationLimits } from '../limits.ts';
import type { ServerPlugin } from './server-plugin.ts';

const tooComplex = ({ message }: Error): GraphQLError =>
  apiError('OPERATION_TOO_COMPLEX', message.replace(/^Syntax Error: /, ''));

const reported = {
  propagateOnRejection: false,
  onReject: [
    (context: { reportError(error: Error): void } | null, error: Error) => {
      const refusal = tooComplex(error);
      if (!context) throw refusal;
      context.reportError(refusal);
    },
  ],
};

export function shapeLimits(limits: OperationLimits): readonly ServerPlugin[] {
  const tokens = maxTokensPlugin({
    n: limits.tokens,
    onReject: [
      (_context, error) => {
        throw tooComplex(error);
      },
    ],
  });
  return [
    judgesDocument('token limit', tokens),
    judgesDocument('depth limit', maxDepthPlugin({ n: limits.depth, ignoreIntrospection: true, ...reported })),
    judgesDocument('alias limit', maxAliasesPlugin({ n: limits.aliases, allowList: [], ...reported })),
    judgesDocument('directive limit', maxDirectivesPlugin({ n: limits.directives, ...reported })),
  ];
}

/** A plugin whose verdict depends on the document only. */
export function judgesDocument(name: string, yoga: ServerPlugin['yoga']): ServerPlugin {
  const passed = 'It judges the document, and a document on the short path has passed already.';
  return { name, yoga, shortPath: { notNeeded: { onParse: passed, onValidate: passed } } };
}
