// Plugins that reject a document by its shape, before it runs, with OPERATION_TOO_COMPLEX.

import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { type GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { apiError } from '../../resolvers/base/errors.ts';
import { type OperationLimits, serverLimits } from '../limits.ts';
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
    judgesDocument('nesting limit', nestingLimit(limits.tokens)),
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

type ParseHook = NonNullable<ServerPlugin['yoga']['onParse']>;

/** The parser calls itself for each level, and runs out of stack where there are thousands. Comes behind what sets the parser. */
function nestingLimit(tokens: number): ServerPlugin['yoga'] {
  const onParse: ParseHook = ({ parseFn, setParseFn }) =>
    setParseFn((source: string | Source, options: unknown) => {
      const { documentLevels: most } = serverLimits;
      if (isNestedDeeper(source, most, tokens))
        throw apiError('OPERATION_TOO_COMPLEX', `The document has more than ${most} brackets in each other.`);
      return parseFn(source, options);
    });
  return { onParse };
}

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Looks at so many tokens, since the parser takes no more. */
function isNestedDeeper(source: string | Source, most: number, tokens: number): boolean {
  const lexer = new Lexer(typeof source === 'string' ? new Source(source) : source);
  if (lexer.source.body.length <= most) return false;
  let level = 0;
  try {
    for (let count = 0; count < tokens && level <= most; count++) {
      const { kind } = lexer.advance();
      if (kind === TokenKind.EOF) return false;
      if (opening.has(kind)) level += 1;
      else if (closing.has(kind)) level -= 1;
    }
  } catch {
    // The parser comes to the same place, and says what is wrong there.
  }
  return level > most;
}
