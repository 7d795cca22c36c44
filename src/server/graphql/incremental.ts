// Incremental delivery: @defer and @stream in the dialect of 2022 (`hasNext`), over multipart/mixed, server-sent events and WebSocket.
// A client that takes none of these gets the answer in one piece. Errors of later parts are masked as others are, and what comes
// later ends with the session.

import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import type { DocumentNode, ExecutionArgs, GraphQLError, ValidationRule } from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import { untilSessionEnds } from '../stream/until-session-ends.ts';
import { countDeferred, inOnePiece, isIncremental } from './incremental-document.ts';
import type { ServerPlugin } from './server-plugin.ts';

export interface IncrementalSettings {
  /** Parts that one operation may defer or stream. */
  readonly deferred: number;
  /** The error that a client sees for one that was thrown. */
  maskError(error: unknown): Error;
}

/** A payload of an answer that comes in parts. */
interface Payload {
  readonly errors?: readonly GraphQLError[];
  readonly incremental?: readonly { readonly errors?: readonly GraphQLError[] }[];
  readonly hasNext?: boolean;
}

/** Over HTTP there is a request; on a socket there is none. */
type HttpContext = Context & { readonly request?: Request };

export function incrementalDelivery({ deferred, maskError }: IncrementalSettings): readonly ServerPlugin[] {
  const { onValidate } = useDeferStream();
  const judged = 'It judges the document, and a document on the short path has passed already.';
  const oneAnswer = 'The short path takes no document with @defer or @stream, and no batch.';
  return [
    { name: 'rules of incremental delivery', yoga: { onValidate }, shortPath: { notNeeded: { onValidate: judged } } },
    {
      name: 'limit of deferred parts',
      yoga: { onValidate: ({ addValidationRule }) => addValidationRule(deferredLimit(deferred)) },
      shortPath: { notNeeded: { onValidate: judged } },
    },
    {
      name: 'incremental delivery',
      yoga: incrementalHooks(maskError),
      shortPath: { notNeeded: { onExecute: oneAnswer, onRequestParse: oneAnswer } },
    },
  ];
}

function incrementalHooks(maskError: (error: unknown) => Error): ServerPlugin['yoga'] {
  const batches = new WeakSet<Request>();
  const pieces = new WeakMap<DocumentNode, DocumentNode>();
  const withoutParts = (document: DocumentNode): DocumentNode => {
    const known = pieces.get(document) ?? (isIncremental(document) ? inOnePiece(document) : document);
    pieces.set(document, known);
    return known;
  };
  return {
    onRequestParse: ({ request }) => ({
      onRequestParseDone: ({ requestParserResult }) => {
        if (Array.isArray(requestParserResult)) batches.add(request);
      },
    }),
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      const document = withoutParts(args.document);
      if (document === args.document) return undefined;
      const context = args.contextValue as HttpContext;
      const { request } = context;
      if (request && (batches.has(request) || !takesParts(request.headers.get('accept')))) {
        setExecuteFn((given: ExecutionArgs) => executeFn({ ...given, document }));
        return undefined;
      }
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (Symbol.asyncIterator in result)
            setResult(deliver(result as AsyncIterable<Payload>, context, maskError) as never);
        },
      };
    },
  };
}

/** Whether a client names a media type that carries parts of this dialect. */
function takesParts(accept: string | null): boolean {
  return (accept ?? '')
    .toLowerCase()
    .split(',')
    .some((item) => {
      const [type, ...parameters] = item.split(';').map((part) => part.trim());
      if (type === 'text/event-stream') return true;
      return type === 'multipart/mixed' && parameters.every((one) => /^(q=.*|deferspec="?20220824"?)$/.test(one));
    });
}

async function* deliver(
  payloads: AsyncIterable<Payload>,
  { session, sessionWatch }: Context,
  maskError: (error: unknown) => Error,
): AsyncGenerator<Payload> {
  const mask = <T extends Pick<Payload, 'errors'>>(part: T): T =>
    part.errors ? { ...part, errors: part.errors.map(maskError) } : part;
  let hasNext = false;
  for await (const payload of session ? untilSessionEnds(payloads, session.id, sessionWatch) : payloads) {
    hasNext = payload.hasNext === true;
    yield mask(payload.incremental ? { ...payload, incremental: payload.incremental.map(mask) } : payload);
  }
  // The session ended first.
  if (hasNext) yield { hasNext: false };
}

function deferredLimit(limit: number): ValidationRule {
  return (context) => ({
    OperationDefinition: (operation) => {
      if (countDeferred(context.getDocument(), operation, limit) <= limit) return;
      const message = `The operation defers and streams more than ${limit} parts. Defer fewer fragments.`;
      context.reportError(apiError('OPERATION_TOO_COMPLEX', message, { limit }));
    },
  });
}
