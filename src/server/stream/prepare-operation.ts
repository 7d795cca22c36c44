// From what a client sends to an operation that may run, where Yoga does not see the request: on a socket, and on a stream that several
// operations share.

import { type DocumentNode, type ExecutionArgs, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import { apiError } from '../../resolvers/base/errors.ts';
import type { DocumentParams, SentDocuments } from '../document/sent-documents.ts';
import type { Yoga } from '../graphql/yoga.ts';
import type { NewDocuments } from '../guard/new-documents.ts';
import type { OperationGuard } from '../guard/operation-guard.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { LiveSubscriptions } from './live-subscriptions.ts';

export interface OperationSettings {
  readonly yoga: Yoga;
  readonly subscriptions: LiveSubscriptions;
  readonly sentDocuments: SentDocuments;
  readonly telemetry: Telemetry;
  readonly guard: OperationGuard;
  readonly newDocuments: NewDocuments;
}

/** What a client sends for one operation. */
export interface SentOperation extends DocumentParams {
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
}

export interface Enveloped extends ExecutionArgs {
  contextValue: Context;
  execute(args: ExecutionArgs): unknown;
  subscribe(args: ExecutionArgs): unknown;
}

export interface Sender {
  readonly address: string;
  /** Whether the client still waits for the operation: it may have waited for its turn for long. */
  isWanted(): boolean;
}

/** Returns what is to be executed, or the errors that the client is answered with. */
export async function prepareOperation(
  { yoga, sentDocuments, guard, newDocuments, subscriptions, telemetry }: OperationSettings,
  sent: SentOperation,
  { address, isWanted }: Sender,
  makeContext: () => Promise<Context>,
): Promise<Enveloped | readonly unknown[]> {
  let query: string;
  try {
    query = sentDocuments.textOf(sent) ?? '';
  } catch (error) {
    return [error];
  }
  const flood = await newDocuments.admit(query, address);
  if (flood) return [flood];
  if (!isWanted()) return [apiError('BAD_USER_INPUT', 'The client gave the operation up before it began.')];
  const params = { ...sent, query };
  const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
    makeContext,
    params,
  } as never);
  const document = read(query, schema, parse as Parse, validate as Validate);
  if (Array.isArray(document)) {
    newDocuments.chargeInvalid(query, address);
    return document;
  }
  let contextValue: Context;
  try {
    contextValue = await contextFactory();
  } catch (error) {
    // For example, Redis is unavailable. This operation ends and the connection stays, so that its streams resume.
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
  const { operationName, variables: variableValues } = params;
  const args: Enveloped = { schema, document, operationName, variableValues, contextValue, execute, subscribe };
  const refusal = (isLive(args) && subscriptions.refusal(args)) || (await guard.admit(args, contextValue)).refusal;
  if (!refusal) return args;
  telemetry.operations.countRefused(args, refusal);
  return [refusal];
}

export function isLive({ document, operationName }: ExecutionArgs): boolean {
  return getOperationAST(document, operationName)?.operation === 'subscription';
}

type Parse = (text: string) => DocumentNode;
type Validate = (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];

/** The document of a text, or the errors of one that is not valid. */
function read(text: string, schema: GraphQLSchema, parse: Parse, validate: Validate): DocumentNode | unknown[] {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    return errors.length > 0 ? [...errors] : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
