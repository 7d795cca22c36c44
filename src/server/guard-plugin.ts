// Puts the guard before every execution that comes over HTTP, server-sent events included, and tells clients in status and
// header fields what it said. Sockets ask the guard themselves, since their protocol has a message for a refusal.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RateLimitVerdict } from '../redis/rate-limit.ts';
import type { Context } from '../resolvers/context.ts';
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

export function useOperationGuard(guard: OperationGuard): Plugin<Context> {
  const tallies = new WeakMap<ServerResponse, Tally>();

  const tell = (response: ServerResponse, { verdicts, refusal }: Admission): void => {
    const tally = tallies.get(response) ?? { operations: 0, refused: 0, verdicts: [] };
    tallies.set(response, tally);
    tally.operations++;
    tally.verdicts.push(...verdicts);
    if (refusal?.extensions.code === 'RATE_LIMITED') tally.refused++;
    setRateLimitHeaders(response, tally.verdicts);
  };

  const admit = async (
    args: ExecutionArgs,
  ): Promise<{ admission: Admission; extensions?: Record<string, unknown> }> => {
    const context = args.contextValue as HttpContext;
    const admission = await guard.admit(args as Operation, context);
    if (context.res) tell(context.res, admission);
    const asked = admission.cost && context.req?.headers[costHeader] !== undefined;
    return asked ? { admission, extensions: { cost: costReport(admission) } } : { admission };
  };

  return {
    onExecute: async ({ args, setResultAndStopExecution }) => {
      const { admission, extensions } = await admit(args);
      if (admission.refusal) {
        const errors = [withStatus(admission.refusal, args.contextValue as HttpContext)];
        return setResultAndStopExecution(extensions ? { errors, extensions } : { errors });
      }
      if (!extensions) return undefined;
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (Symbol.asyncIterator in result) return;
          setResult({ ...result, extensions: { ...result.extensions, ...extensions } });
        },
      };
    },
    onSubscribe: async ({ args, setResultAndStopExecution }) => {
      const { admission } = await admit(args);
      if (admission.refusal)
        setResultAndStopExecution({ errors: [withStatus(admission.refusal, args.contextValue as HttpContext)] });
    },
    // Yoga answers a batch with 200, whatever became of its operations.
    onResponse: ({ serverContext, response, setResponse, fetchAPI }) => {
      const { req, res } = serverContext as { req?: IncomingMessage; res?: ServerResponse };
      const tally = res && tallies.get(res);
      if (!tally || tally.operations < 2 || tally.refused < tally.operations || !req || !mayBe429(req)) return;
      setResponse(new fetchAPI.Response(response.body, { status: 429, headers: response.headers }));
    },
  };
}

function withStatus(refusal: GraphQLError, { req }: HttpContext): GraphQLError {
  const isLimit = refusal.extensions.code === 'RATE_LIMITED';
  // `spec` is Yoga's word for "200 where the client asked for application/json".
  const http = isLimit ? req && mayBe429(req) && { status: 429 } : { status: 400, spec: true };
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
