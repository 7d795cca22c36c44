// The short path of plain requests: a JSON POST of a query or mutation that was found valid before is admitted, run by its plan
// and counted here, and answered without Yoga's HTTP adapter, which takes longer than the operation itself. What has no plan is run in
// Yoga's envelope. Whatever is not plain goes on to Yoga with nothing lost, so that each oddity has one place.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { type FetchAPI, processRegularResult } from 'graphql-yoga';
import type { Context } from '../../resolvers/base/context.ts';
import { withCodes } from '../graphql/errors.ts';
import type { TransportContext, Yoga } from '../graphql-server.ts';
import { type HttpGuard, told } from '../guard/http-guard.ts';
import { corsHeadersFor } from '../http/cors.ts';
import { serverLimits } from '../limits.ts';
import type { KnownDocuments, KnownOperation } from '../plan/known-documents.ts';
import { type BoundPlan, bindPlan, runPlan } from '../plan/run-plan.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

export interface ShortPathSettings {
  readonly yoga: Yoga;
  readonly documents: KnownDocuments;
  readonly guard: HttpGuard;
  readonly telemetry: Telemetry;
  readonly allowedOrigins: readonly string[];
  /** The error that a client sees for one that was thrown. */
  maskError(error: unknown): Error;
}

export type ServeGraphQL = (
  request: IncomingMessage,
  response: ServerResponse,
  context: TransportContext,
) => Promise<unknown>;

interface Params {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null;
  readonly operationName?: string | null;
}

interface Asked {
  readonly operation: KnownOperation;
  readonly params: Params;
}

/** Answers every request to /graphql: a plain one by itself, any other through Yoga. */
export function createShortPath(settings: ShortPathSettings): ServeGraphQL {
  const { yoga, documents } = settings;
  const corsHeaders = corsHeadersFor(settings.allowedOrigins);
  return async (request, response, context) => {
    const mediaType = isPlain(request) ? answerType(request.headers.accept) : undefined;
    if (!mediaType) return yoga(request, response, context);
    const body = await readBody(request);
    if (!body) return undefined;
    const asked = readOperation(body, documents);
    // Yoga takes a body that was read already where frameworks put it.
    if (!asked) return yoga(Object.assign(request, { body }), response, context);
    const result = await run(settings, asked, context, { req: request, res: response });
    return send(response, result, mediaType, corsHeaders(request.headers.origin));
  };
}

const unusualHeaders = ['content-encoding', 'access-control-request-method', 'access-control-request-headers'];

/** By its head alone: JSON as it is, of a length that is told and allowed. */
function isPlain({ method, headers }: IncomingMessage): boolean {
  if (method !== 'POST' || !/^application\/json(; ?charset=utf-8)?$/i.test(headers['content-type'] ?? '')) return false;
  if (unusualHeaders.some((name) => headers[name] !== undefined)) return false;
  const length = Number(headers['content-length']);
  return length > 0 && length <= serverLimits.bodyBytes;
}

const answerTypes = ['application/json', 'application/graphql-response+json'] as const;
type AnswerType = (typeof answerTypes)[number];

/**
 * The media type of the answer: of those that the client takes the one it names first, as Yoga has it. Undefined where that
 * needs a closer look.
 */
function answerType(accept = '*/*'): AnswerType | undefined {
  for (const item of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [type, ...parameters] = item.split(';');
    if (parameters.some((parameter) => !parameter.startsWith('q='))) return undefined;
    if (type === '*/*' || type === 'application/*') return 'application/json';
    const exact = answerTypes.find((one) => one === type);
    if (exact) return exact;
    if (type?.includes('*')) return undefined;
  }
  return undefined;
}

/** Null where the client went away meanwhile. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('close', () => resolve(null));
  });
}

/** Undefined for what is not one query or mutation that is known to be valid, in the form that the specification gives it. */
function readOperation(body: Buffer, documents: KnownDocuments): Asked | undefined {
  const params = parseParams(body);
  const operation = params && documents.find(params.query)?.operation(params.operationName);
  return operation && operation.node.operation !== 'subscription' ? { operation, params } : undefined;
}

function parseParams(body: Buffer): Params | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(parsed)) return undefined;
  const { query, variables, operationName, extensions, ...others } = parsed;
  for (const _other in others) return undefined;
  if (typeof query !== 'string' || !isObjectOrNothing(variables) || !isObjectOrNothing(extensions)) return undefined;
  if (operationName != null && typeof operationName !== 'string') return undefined;
  return { query, variables, operationName };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isObjectOrNothing = (value: unknown): value is Record<string, unknown> | null | undefined =>
  value == null || isObject(value);

async function run(
  settings: ShortPathSettings,
  asked: Asked,
  { makeContext }: TransportContext,
  exchange: { readonly req: IncomingMessage; readonly res: ServerResponse },
): Promise<ExecutionResult> {
  try {
    const context = await makeContext();
    const { plan } = asked.operation;
    const bound = plan && bindPlan(plan, asked.params.variables);
    return bound
      ? await runBound(settings, asked, bound, context, exchange)
      : await runEnveloped(settings, asked, { ...context, ...exchange });
  } catch (error) {
    return { errors: [settings.maskError(error) as never] };
  }
}

/** What Yoga's plugins do with an operation that is executed, in their order. */
async function runBound(
  { guard, telemetry, maskError }: ShortPathSettings,
  { operation, params }: Asked,
  bound: BoundPlan,
  context: Context,
  { req, res }: { readonly req: IncomingMessage; readonly res: ServerResponse },
): Promise<ExecutionResult> {
  const { document, node } = operation;
  const { variables: variableValues, operationName } = params;
  const asked = { schema: bound.plan.schema, document, operationName, variableValues };
  const { refused, extensions } = await guard.admitOne(asked, context, req, res);
  const result = refused ? { errors: refused } : await runPlan(bound, context);
  const masked = result.errors ? { ...result, errors: result.errors.map(maskError) as GraphQLError[] } : result;
  telemetry.countOperation(node, masked);
  return told(masked, extensions);
}

async function runEnveloped(
  { yoga }: ShortPathSettings,
  { operation, params }: Asked,
  contextValue: Context,
): Promise<ExecutionResult> {
  const { schema, execute } = yoga.getEnveloped(contextValue as never);
  const { variables: variableValues, operationName } = params;
  return await execute({ schema, document: operation.document, contextValue, variableValues, operationName });
}

/** What Yoga makes of a result, without the weight of a Response. */
class Answer {
  readonly body: string;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(body: string, { status, headers }: { status: number; headers: Record<string, string> }) {
    this.body = body;
    this.status = status;
    this.headers = headers;
  }
}

const plainFetch = { Response: Answer } as unknown as FetchAPI;

function send(
  response: ServerResponse,
  result: ExecutionResult,
  mediaType: AnswerType,
  corsHeaders: Readonly<Record<string, string>> | undefined,
): void {
  const answer = processRegularResult(withCodes(result), plainFetch, mediaType) as unknown as Answer;
  const length = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, { ...answer.headers, ...corsHeaders, 'Content-Length': length });
  response.end(answer.body);
}
