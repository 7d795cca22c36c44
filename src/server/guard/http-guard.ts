// Puts the guard before every execution that comes over HTTP, server-sent events included, and tells clients in status and
// header fields what it said. Sockets ask the guard themselves, since their protocol has a message for a refusal.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RateLimitVerdict } from '../../redis/rate-limit/rate-limit.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { costReport } from './cost-report.ts';
import type { Admission, Operation, OperationGuard } from './operation-guard.ts';
import { setRateLimitHeaders } from './rate-limit-answer.ts';

/** A request with this header, whatever it holds, is told what its operation costs. */
const costHeader = 'x-mortar-cost';

/** On sockets there is neither. */
type HttpContext = Context & { readonly req?: IncomingMessage; readonly res?: ServerResponse };

/** What the operations of one request have been told; a batch has several. */
interface Tally {
  operations: number;
  refused: number;
  readonly verdicts: RateLimitVerdict[];
}

/** What was said to one operation over HTTP. */
export interface Entry {
  /** The errors to answer with in the place of an execution. */
  readonly refused?: readonly GraphQLError[];
  /** What belongs into the answer beside the result, where it was asked for. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export class HttpGuard {
  readonly #guard: OperationGuard;
  readonly #tallies = new WeakMap<ServerResponse, Tally>();

  constructor(guard: OperationGuard) {
    this.#guard = guard;
  }

  /** Decides about the one operation of a request, and has the response's header fields tell what was said. */
  async admitOne(
    operation: Operation,
    context: Context,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Entry> {
    const admission = await this.#guard.decide(operation, context);
    setRateLimitHeaders(response, admission.verdicts);
    return entry(admission, request);
  }

  plugin(): Plugin<Context> {
    const enter = async ({ args }: { args: ExecutionArgs }): Promise<Entry> => {
      const context = args.contextValue as HttpContext;
      const admission = await this.#guard.admit(args as Operation, context);
      if (context.res) this.#tell(context.res, admission);
      return entry(admission, context.req);
    };
    return {
      onExecute: async (payload) => {
        const { refused, extensions } = await enter(payload);
        if (refused) return payload.setResultAndStopExecution(told({ errors: refused }, extensions));
        if (!extensions) return undefined;
        return {
          onExecuteDone: ({ result, setResult }) => {
            if (!(Symbol.asyncIterator in result)) setResult(told(result, extensions));
          },
        };
      },
      onSubscribe: async (payload) => {
        const { refused } = await enter(payload);
        if (refused) payload.setResultAndStopExecution({ errors: refused });
      },
      // Yoga answers a batch with 200, whatever became of its operations.
      onResponse: ({ serverContext, response, setResponse, fetchAPI }) => {
        const { req, res } = serverContext as { req?: IncomingMessage; res?: ServerResponse };
        const tally = res && this.#tallies.get(res);
        if (!tally || tally.operations < 2 || tally.refused < tally.operations || !req || !mayBe429(req)) return;
        setResponse(new fetchAPI.Response(response.body, { status: 429, headers: response.headers }));
      },
    };
  }

  #tell(response: ServerResponse, { verdicts, refusal }: Admission): void {
    const tally = this.#tallies.get(response) ?? { operations: 0, refused: 0, verdicts: [] };
    this.#tallies.set(response, tally);
    tally.operations++;
    tally.verdicts.push(...verdicts);
    if (refusal?.extensions.code === 'RATE_LIMITED') tally.refused++;
    setRateLimitHeaders(response, tally.verdicts);
  }
}

function entry(admission: Admission, request: IncomingMessage | undefined): Entry {
  const refused = admission.refusal && [withStatus(admission.refusal, request)];
  const asked = admission.cost && request?.headers[costHeader] !== undefined;
  return asked ? { refused, extensions: { cost: costReport(admission) } } : { refused };
}

/** A result with what was asked for besides. */
export function told(result: ExecutionResult, extensions: Entry['extensions']): ExecutionResult {
  return extensions ? { ...result, extensions: { ...result.extensions, ...extensions } } : result;
}

function withStatus(refusal: GraphQLError, request: IncomingMessage | undefined): GraphQLError {
  const isLimit = refusal.extensions.code === 'RATE_LIMITED';
  // `spec` is Yoga's word for "200 where the client asked for application/json".
  const http = isLimit ? request && mayBe429(request) && { status: 429 } : { status: 400, spec: true };
  return new GraphQLError(refusal.message, { extensions: { ...refusal.extensions, ...(http && { http }) } });
}

/**
 * GraphQL over HTTP wants 200 for a client that takes application/json alone, since such a client cannot tell whose a 4xx
 * is. Everybody else, also who does not say what it takes, gets the status that proxies and retrying clients understand.
 */
function mayBe429({ headers }: IncomingMessage): boolean {
  const accepted = headers.accept?.toLowerCase() ?? '*/*';
  return !accepted.includes('application/json') || /graphql-response\+json|\*\/\*|application\/\*/.test(accepted);
}
