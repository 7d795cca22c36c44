// The short path of plain requests: a JSON POST of a query or mutation that was found valid before runs by its plan and is answered
// without Yoga's HTTP adapter, which takes longer than the operation itself. The steps of the plugins take the place of their Yoga
// hooks. What has no plan runs in Yoga's envelope. Whatever is not plain goes on to Yoga with nothing lost. What need not wait for Redis
// is answered at once: each promise between a request and its answer costs time.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import type { SentDocuments } from '../document/sent-documents.ts';
import { type HttpTransport, type ServeGraphQL, serveYoga } from '../graphql/serve-yoga.ts';
import type { PlannedExecution, ShortPathStep, Verdict } from '../graphql/server-plugin.ts';
import type { Yoga } from '../graphql/yoga.ts';
import type { ResponseHead } from '../http/response-head.ts';
import { type BoundPlan, bindPlan, type KnownDocuments, runPlan } from '../plan/index.ts';
import { JoinedReads } from '../response-cache/joined-reads.ts';
import type { ResponseCache } from '../response-cache/response-cache.ts';
import { sendResult } from './answer.ts';
import { type KnownRequest, KnownRequests } from './known-requests.ts';
import { answerType, isPlain, withBody } from './plain-request.ts';

export interface ShortPathSettings {
  readonly yoga: Yoga;
  readonly documents: KnownDocuments;
  readonly sentDocuments: SentDocuments;
  /** In the order of the plugins. */
  readonly steps: readonly ShortPathStep[];
  /** Whether some of them are of plugins that may look at the header fields of a response. */
  readonly hasForeignSteps: boolean;
  /** Answers of anonymous reads; undefined where none are kept. */
  readonly responses: ResponseCache | undefined;
  /** The error that a client sees for one that was thrown. */
  maskError(error: unknown): Error;
}

interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: ResponseHead;
}

/** What is sent. */
interface Outcome {
  readonly result: ExecutionResult;
  /** Names and values of header fields, in turn. */
  readonly fields: readonly string[];
}

/** Answers every request to /graphql: a plain one by itself, any other through Yoga. */
export function createShortPath(settings: ShortPathSettings): ServeGraphQL {
  const { yoga, documents, sentDocuments } = settings;
  const throughYoga = serveYoga(yoga);
  const runner = new Runner(settings);
  const requests = new KnownRequests(documents, sentDocuments);
  return (request, response, transport) => {
    const mediaType = isPlain(request) ? answerType(request.headers.accept) : undefined;
    if (!mediaType) return throughYoga(request, response, transport);
    return withBody(request, (body): Promise<unknown> | undefined => {
      const known = requests.read(body);
      // Yoga takes a body that was read already where frameworks put it.
      if (!known) return throughYoga(Object.assign(request, { body }), response, transport);
      const exchange = { request, response, head: transport.head };
      const send = ({ result, fields }: Outcome): void =>
        sendResult(exchange, result, mediaType, { fields, text: runner.textOf(result) });
      const ran = runner.run(known, transport, exchange);
      if (ran instanceof Promise) return ran.then(send);
      send(ran);
      return undefined;
    });
  };
}

/** An operation on its way past the steps. */
class Passage {
  readonly execution: PlannedExecution;
  /** Steps that were called. */
  called = 0;
  /** What is sent in place of an execution. */
  early: ExecutionResult | undefined;
  extensions: Verdict['extensions'];
  fields: readonly string[] = [];

  constructor(execution: PlannedExecution) {
    this.execution = execution;
  }

  take(verdict: Verdict | undefined): void {
    if (verdict?.extensions) this.extensions = { ...this.extensions, ...verdict.extensions };
    if (verdict?.fields) this.fields = this.fields.length === 0 ? verdict.fields : [...this.fields, ...verdict.fields];
    this.early = verdict?.result;
  }
}

/** Runs known operations, with the steps of the plugins around each. What it returns is a promise only where something is waited for. */
class Runner {
  readonly #yoga: Yoga;
  readonly #maskError: (error: unknown) => Error;
  readonly #shared = new JoinedReads();
  readonly #responses: ResponseCache | undefined;
  /** Those around a planned operation. */
  readonly #steps: readonly ShortPathStep[];
  readonly #resultSteps: readonly ShortPathStep[];
  readonly #hasForeignSteps: boolean;

  constructor({ yoga, steps, hasForeignSteps, responses, maskError }: ShortPathSettings) {
    this.#yoga = yoga;
    this.#maskError = maskError;
    this.#responses = responses;
    this.#steps = steps.filter(({ onExecute, onExecuteDone }) => onExecute || onExecuteDone);
    this.#resultSteps = steps.filter(({ onResultProcess }) => onResultProcess);
    this.#hasForeignSteps = hasForeignSteps;
  }

  /** The JSON of a result, if it is known. */
  textOf(result: ExecutionResult): string | undefined {
    return this.#responses?.textOf(result) ?? this.#shared.textOf(result);
  }

  run(known: KnownRequest, { makeContext }: HttpTransport, exchange: HttpExchange): Outcome | Promise<Outcome> {
    try {
      const context = makeContext();
      const ran =
        context instanceof Promise
          ? context.then((made) => this.#execute(known, made, exchange))
          : this.#execute(known, context, exchange);
      if (!(ran instanceof Promise)) return this.#process(ran);
      return ran.then(
        (outcome) => this.#process(outcome),
        (error: unknown) => this.#fail(error),
      );
    } catch (error) {
      return this.#fail(error);
    }
  }

  #fail(error: unknown): Outcome {
    return this.#process({ result: { errors: [this.#maskError(error) as never] }, fields: [] });
  }

  #process({ result: ran, fields }: Outcome): Outcome {
    let result = ran;
    for (const step of this.#resultSteps) result = step.onResultProcess?.(result) ?? result;
    return { result, fields };
  }

  #execute(known: KnownRequest, context: Context, exchange: HttpExchange): Outcome | Promise<Outcome> {
    const { plan } = known.operation;
    const bound = plan && bindPlan(plan, known.params.variables);
    if (this.#hasForeignSteps || !bound) exchange.head.set();
    return bound ? this.#runPlanned(known, bound, context, exchange) : this.#runEnveloped(known, context, exchange);
  }

  #runPlanned(
    { operation, params }: KnownRequest,
    bound: BoundPlan,
    context: Context,
    { request, response }: HttpExchange,
  ): Outcome | Promise<Outcome> {
    const { document, node } = operation;
    const { variables: variableValues, operationName } = params;
    const { schema } = bound.plan;
    const execution = { schema, document, operation: node, operationName, variableValues, context, request, response };
    const passage = new Passage(execution);
    const admitted = this.#admit(passage);
    return admitted ? admitted.then(() => this.#pass(passage, bound)) : this.#pass(passage, bound);
  }

  /** Calls the steps that come before an execution, until one stops it. */
  #admit(passage: Passage): Promise<void> | undefined {
    const steps = this.#steps;
    while (passage.called < steps.length && !passage.early) {
      const verdict = steps[passage.called++]?.onExecute?.(passage.execution);
      if (verdict instanceof Promise) {
        return verdict.then((settled) => {
          passage.take(settled);
          return this.#admit(passage);
        });
      }
      passage.take(verdict);
    }
    return undefined;
  }

  #pass(passage: Passage, bound: BoundPlan): Outcome | Promise<Outcome> {
    const ran = passage.early ?? this.#read(bound, passage.execution);
    if (ran instanceof Promise) return ran.then((result) => this.#leave(passage, result));
    const ageSeconds = this.#responses?.ageSecondsOf(ran);
    if (ageSeconds !== undefined) passage.take({ fields: ['Age', String(ageSeconds)] });
    return this.#leave(passage, ran);
  }

  #read(bound: BoundPlan, execution: PlannedExecution): ExecutionResult | Promise<ExecutionResult> {
    const responses = this.#responses;
    const run = (context: Context) => runPlan(bound, context);
    const read = responses ? () => responses.answer(execution, run) : run;
    // The steps of a plugin may change a result, which is then nobody else's.
    return this.#hasForeignSteps ? read(execution.context) : this.#shared.answer(execution, read);
  }

  /** Calls the steps that were called before the execution, as Yoga does it. */
  #leave({ execution, called, extensions, fields }: Passage, ran: ExecutionResult): Outcome {
    let result = this.#mask(ran);
    for (let index = 0; index < called; index++)
      result = this.#steps[index]?.onExecuteDone?.(execution, result) ?? result;
    if (extensions) result = { ...result, extensions: { ...result.extensions, ...extensions } };
    return { result, fields };
  }

  #mask(result: ExecutionResult): ExecutionResult {
    return result.errors ? { ...result, errors: result.errors.map(this.#maskError) as GraphQLError[] } : result;
  }

  /** Yoga calls the hooks around this execution. */
  async #runEnveloped(
    { operation, params }: KnownRequest,
    context: Context,
    { request, response }: HttpExchange,
  ): Promise<Outcome> {
    const contextValue = { ...context, req: request, res: response };
    const { schema, execute } = this.#yoga.getEnveloped(contextValue as never);
    const { variables: variableValues, operationName } = params;
    const result = await execute({ schema, document: operation.document, contextValue, variableValues, operationName });
    return { result, fields: [] };
  }
}
