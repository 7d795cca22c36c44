// The short path of plain requests: a JSON POST of a query or mutation that was found valid before runs by its plan and is answered
// without Yoga's HTTP adapter, which takes longer than the operation itself. The steps of the plugins take the place of their Yoga
// hooks. What has no plan runs in Yoga's envelope. Whatever is not plain goes on to Yoga with nothing lost.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import type { SentDocuments } from '../document/sent-documents.ts';
import { type ServeGraphQL, serveYoga } from '../graphql/serve-yoga.ts';
import type { PlannedExecution, ShortPathStep, Verdict } from '../graphql/server-plugin.ts';
import type { TransportContext, Yoga } from '../graphql/yoga.ts';
import { type BoundPlan, bindPlan, type KnownDocuments, type KnownOperation, runPlan } from '../plan/index.ts';
import type { ResponseCache } from '../response-cache/response-cache.ts';
import { sendResult } from './answer.ts';
import { answerType, isPlain, type Params, parseParams, readBody } from './plain-request.ts';

export interface ShortPathSettings {
  readonly yoga: Yoga;
  readonly documents: KnownDocuments;
  readonly sentDocuments: SentDocuments;
  /** In the order of the plugins. */
  readonly steps: readonly ShortPathStep[];
  /** Answers of anonymous reads; undefined where none are kept. */
  readonly responses: ResponseCache | undefined;
  /** The error that a client sees for one that was thrown. */
  maskError(error: unknown): Error;
}

/** What a plain request asks for. */
interface KnownRequest {
  readonly operation: KnownOperation;
  readonly params: Params;
}

interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers every request to /graphql: a plain one by itself, any other through Yoga. */
export function createShortPath(settings: ShortPathSettings): ServeGraphQL {
  const { yoga, documents, sentDocuments, responses } = settings;
  const throughYoga = serveYoga(yoga);
  const runner = new Runner(settings);
  return async (request, response, transport) => {
    const mediaType = isPlain(request) ? answerType(request.headers.accept) : undefined;
    if (!mediaType) return throughYoga(request, response, transport);
    const body = await readBody(request);
    if (!body) return undefined;
    const known = readKnownRequest(body, documents, sentDocuments);
    // Yoga takes a body that was read already where frameworks put it.
    if (!known) return throughYoga(Object.assign(request, { body }), response, transport);
    const result = await runner.run(known, transport, { request, response });
    return sendResult(response, result, mediaType, responses?.textOf(result));
  };
}

/** Undefined for what is not one query or mutation that is known to be valid, and answered in one piece. */
function readKnownRequest(
  body: Buffer,
  documents: KnownDocuments,
  sentDocuments: SentDocuments,
): KnownRequest | undefined {
  const params = parseParams(body);
  const text = params && (params.query || sentDocuments.known(params));
  const operation = text ? documents.find(text)?.operation(params.operationName) : undefined;
  if (!operation || !params || operation.incremental || operation.node.operation === 'subscription') return undefined;
  return { operation, params };
}

/** Runs known operations, with the steps of the plugins around each. */
class Runner {
  readonly #yoga: Yoga;
  readonly #maskError: (error: unknown) => Error;
  /** Those around a planned operation. */
  readonly #responses: ResponseCache | undefined;
  readonly #steps: readonly ShortPathStep[];
  readonly #resultSteps: readonly ShortPathStep[];

  constructor({ yoga, steps, responses, maskError }: ShortPathSettings) {
    this.#yoga = yoga;
    this.#maskError = maskError;
    this.#responses = responses;
    this.#steps = steps.filter(({ onExecute, onExecuteDone }) => onExecute || onExecuteDone);
    this.#resultSteps = steps.filter(({ onResultProcess }) => onResultProcess);
  }

  async run(known: KnownRequest, { makeContext }: TransportContext, exchange: HttpExchange): Promise<ExecutionResult> {
    let result: ExecutionResult;
    try {
      const context = await makeContext();
      const { plan } = known.operation;
      const bound = plan && bindPlan(plan, known.params.variables);
      result = bound
        ? await this.#runPlanned(known, bound, context, exchange)
        : await this.#runEnveloped(known, context, exchange);
    } catch (error) {
      result = { errors: [this.#maskError(error) as never] };
    }
    for (const step of this.#resultSteps) result = step.onResultProcess?.(result) ?? result;
    return result;
  }

  async #runPlanned(
    { operation, params }: KnownRequest,
    bound: BoundPlan,
    context: Context,
    { request, response }: HttpExchange,
  ): Promise<ExecutionResult> {
    const { document, node } = operation;
    const { variables: variableValues, operationName } = params;
    const { schema } = bound.plan;
    const execution = { schema, document, operation: node, operationName, variableValues, context, request, response };
    const steps = this.#steps;
    let called = 0;
    let early: ExecutionResult | undefined;
    let extensions: Verdict['extensions'];
    while (called < steps.length && !early) {
      const pending = steps[called++]?.onExecute?.(execution);
      const verdict = pending instanceof Promise ? await pending : pending;
      if (verdict?.extensions) extensions = { ...extensions, ...verdict.extensions };
      early = verdict?.result;
    }
    const result = this.#leave(execution, this.#mask(early ?? (await this.#execute(bound, execution))), called);
    return extensions ? { ...result, extensions: { ...result.extensions, ...extensions } } : result;
  }

  #execute(bound: BoundPlan, execution: PlannedExecution): ExecutionResult | Promise<ExecutionResult> {
    const run = (context: Context) => runPlan(bound, context);
    return this.#responses ? this.#responses.answer(execution, run) : run(execution.context);
  }

  /** Calls the steps that were called before the execution, as Yoga does it. */
  #leave(execution: PlannedExecution, ran: ExecutionResult, called: number): ExecutionResult {
    let result = ran;
    for (let index = 0; index < called; index++)
      result = this.#steps[index]?.onExecuteDone?.(execution, result) ?? result;
    return result;
  }

  #mask(result: ExecutionResult): ExecutionResult {
    return result.errors ? { ...result, errors: result.errors.map(this.#maskError) as GraphQLError[] } : result;
  }

  /** Yoga calls the hooks around this execution. */
  async #runEnveloped(
    { operation, params }: KnownRequest,
    context: Context,
    { request, response }: HttpExchange,
  ): Promise<ExecutionResult> {
    const contextValue = { ...context, req: request, res: response };
    const { schema, execute } = this.#yoga.getEnveloped(contextValue as never);
    const { variables: variableValues, operationName } = params;
    return await execute({ schema, document: operation.document, contextValue, variableValues, operationName });
  }
}
