// Gives every error of an answer one of the API's codes, and hides what a caller has no business seeing. Whatever is not
// known to be the caller's own mistake, or a fault of Redis, is INTERNAL_SERVER_ERROR and goes to the log in full.

import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { FaultLog } from '../../redis/base/fault-log.ts';
import { Overloaded, Refusal } from '../../redis/base/problem.ts';
import { redisFault, sentenceOf } from '../../redis/base/redis-fault.ts';
import { apiError, type ErrorCode, errorCodes } from '../../resolvers/base/errors.ts';
import type { ServerPlugin } from './server-plugin.ts';

const internal =
  'Something went wrong on our side. Quote the request id from the X-Request-Id header when you report it.';

/** Which of the API's codes a thrown error gets. */
export function codeOf(error: unknown): ErrorCode {
  const original = origin(error);
  const fault = redisFault(original);
  if (fault) return fault.kind === 'unconfirmed' ? 'OUTCOME_UNKNOWN' : 'SERVICE_UNAVAILABLE';
  if (original instanceof Refusal) return 'BAD_USER_INPUT';
  if (!(original instanceof GraphQLError)) return 'INTERNAL_SERVER_ERROR';
  if (hasCode(original)) return original.extensions.code;
  // Errors without a path come from reading the request: its variables, its parameters. Within the execution only errors
  // that carry a code on purpose are the caller's, and those that Pothos raises for a global id.
  const beforeExecution = error instanceof GraphQLError && error.path === undefined;
  return beforeExecution || original.name === 'PothosValidationError' ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
}

export interface ErrorSettings {
  readonly log: Logger;
  readonly faults: FaultLog;
  /** Whether errors name what the caller may have meant. To a stranger they name parts of the schema, one by one. */
  readonly suggestions: boolean;
}

/** For Yoga's `maskedErrors`: the error a client sees for one that was thrown. */
export function createErrorMask({ log, faults, suggestions }: ErrorSettings): (error: unknown) => Error {
  const masked = new WeakSet<Error>();
  const mask = (error: unknown): Error => {
    const code = codeOf(error);
    const original = origin(error);
    const fault = redisFault(original);
    if (fault) {
      faults.report(fault, original);
      return like(error, apiError(code, sentenceOf(fault, original), waitOf(original)));
    }
    // A Refusal that no payload carries, as one thrown by a query.
    if (original instanceof Refusal) {
      const [problem] = original.problems;
      const { field, code: reason, allowed } = problem ?? {};
      return like(error, apiError(code, original.message, { field, reason, allowed }));
    }
    if (code !== 'INTERNAL_SERVER_ERROR') return withCode(error as GraphQLError, suggestions);
    log.error({ err: original }, 'a resolver failed');
    return like(error, apiError(code, internal));
  };
  // An error passes by at each stage that it leaves: what was masked is neither told nor logged once more.
  return (error) => {
    if (error instanceof Error && masked.has(error)) return error;
    const replacement = mask(error);
    masked.add(replacement);
    return replacement;
  };
}

/** Gives a code to the errors of parsing, validation and HTTP handling, which Yoga makes without one. */
export function useErrorCodes({ suggestions }: Pick<ErrorSettings, 'suggestions'>): ServerPlugin {
  const withCodes = (result: ExecutionResult): ExecutionResult => {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => (error instanceof GraphQLError ? withCode(error, suggestions) : error));
    return { ...result, errors };
  };
  const onceOnly = 'A document whose parsing or validation fails does not take the short path.';
  return {
    name: 'error codes',
    yoga: {
      onParse:
        () =>
        ({ result, replaceParseResult }) => {
          if (result instanceof GraphQLError) replaceParseResult(withCode(result, suggestions));
        },
      onValidate:
        () =>
        ({ valid, result, setResult }) => {
          if (!valid) setResult((result as readonly GraphQLError[]).map((error) => withCode(error, suggestions)));
        },
      onResultProcess({ result, setResult }) {
        if (!result || Array.isArray(result) || Symbol.asyncIterator in result) return;
        setResult(withCodes(result as ExecutionResult));
      },
    },
    shortPath: { onResultProcess: withCodes, notNeeded: { onParse: onceOnly, onValidate: onceOnly } },
  };
}

function waitOf(error: unknown): { retryAfterSeconds?: number } {
  return error instanceof Overloaded ? { retryAfterSeconds: error.retryAfterSeconds } : {};
}

function origin(error: unknown): unknown {
  let current = error;
  while (current instanceof GraphQLError && current.originalError) current = current.originalError;
  return current;
}

function withCode(error: GraphQLError, suggestions: boolean): GraphQLError {
  const message = suggestions ? error.message : withoutSuggestion(error.message);
  const coded = hasCode(error);
  if (coded && message === error.message) return error;
  return new GraphQLError(message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    originalError: error.originalError,
    extensions: coded ? error.extensions : { ...error.extensions, code: 'BAD_USER_INPUT' },
  });
}

/** GraphQL ends a message with it. */
function withoutSuggestion(message: string): string {
  return message.replace(/ Did you mean .*\?$/s, '');
}

function hasCode(error: GraphQLError): error is GraphQLError & { extensions: { code: ErrorCode } } {
  return typeof error.extensions.code === 'string' && Object.hasOwn(errorCodes, error.extensions.code);
}

function like(error: unknown, replacement: GraphQLError): GraphQLError {
  if (!(error instanceof GraphQLError)) return replacement;
  return new GraphQLError(replacement.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: replacement.extensions,
  });
}
