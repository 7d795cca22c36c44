// Asks the guard before every execution that comes over HTTP, server-sent events included, and sets status and header fields by its
// answer. Sockets ask the guard themselves, since their protocol has a message for a refusal.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { RateLimitVerdict } from '../../redis/rate-limit/rate-limit.ts';
import type { Context } from '../../resolvers/base/context.ts';
import type { PlannedExecution, ServerPlugin, Verdict } from '../graphql/server-plugin.ts';
import { costReport } from './cost-report.ts';
import { mayBe429, withStatus } from './http-status.ts';
import type { Admission, Operation, OperationGuard } from './operation-guard.ts';
import { RateLimitFields, setRateLimitHeaders } from './rate-limit-answer.ts';

/** The answer to a request with this header, whatever its value, reports what the operation costs. */
const costHeader = 'x-mortar-cost';

/** On sockets there is neither. */
type HttpContext = Context & { readonly req?: IncomingMessage; readonly res?: ServerResponse };

/** What the guard decided about the operations of one request. A batch has several. */
interface Tally {
  operations: number;
  refused: number;
  readonly verdicts: RateLimitVerdict[];
}

export class HttpGuard {
  readonly #guard: OperationGuard;
  readonly #fields = new RateLimitFields();
  readonly #tallies = new WeakMap<ServerResponse, Tally>();

  constructor(guard: OperationGuard) {
    this.#guard = guard;
  }

  plugin(): ServerPlugin {
    const admit = async ({ args }: { args: ExecutionArgs }): Promise<Verdict> => {
      const context = args.contextValue as HttpContext;
      const admission = await this.#guard.admit(args as Operation, context);
      if (context.res) this.report(context.res, admission);
      return this.#verdict(admission, context.req);
    };
    return {
      name: 'operation guard',
      yoga: {
        onExecute: async (payload) => {
          const { result: refused, extensions } = await admit(payload);
          if (refused) return payload.setResultAndStopExecution(withExtensions(refused, extensions));
          if (!extensions) return undefined;
          return {
            onExecuteDone: ({ result, setResult }) => {
              if (!(Symbol.asyncIterator in result)) setResult(withExtensions(result, extensions));
            },
          };
        },
        onSubscribe: async (payload) => {
          const { result: refused } = await admit(payload);
          if (refused) payload.setResultAndStopExecution(refused);
        },
        // Yoga answers a batch with 200, whatever became of its operations.
        onResponse: ({ serverContext, response, setResponse, fetchAPI }) => {
          const { req, res } = serverContext as { req?: IncomingMessage; res?: ServerResponse };
          const tally = res && this.#tallies.get(res);
          if (
            !tally ||
            tally.operations < 2 ||
            tally.refused < tally.operations ||
            !req ||
            !mayBe429(req.headers.accept)
          )
            return;
          setResponse(new fetchAPI.Response(response.body, { status: 429, headers: response.headers }));
        },
      },
      shortPath: {
        onExecute: (execution) => this.#admitOne(execution),
        notNeeded: { onResponse: 'It corrects the status of a batch, and a batch does not take the short path.' },
      },
    };
  }

  /** Decides about the only operation of a request, with the header fields of its response. */
  #admitOne(execution: PlannedExecution): Verdict | Promise<Verdict> {
    const { context, request } = execution;
    const conclude = (admission: Admission): Verdict => {
      const { result, extensions } = this.#verdict(admission, request);
      return { result, extensions, fields: this.#fields.of(admission.verdicts) };
    };
    const admission = this.#guard.decide(execution, context);
    return admission instanceof Promise ? admission.then(conclude) : conclude(admission);
  }

  #verdict(admission: Admission, request: IncomingMessage | undefined): Verdict {
    const result = admission.refusal && { errors: [withStatus(admission.refusal, request?.headers.accept)] };
    if (!admission.cost || request?.headers[costHeader] === undefined) return { result };
    return { result, extensions: { cost: costReport(admission, this.#guard.limits.cost) } };
  }

  /** Counts an operation of a request, and sets the header fields for all of them. */
  report(response: ServerResponse, { verdicts, refusal }: Admission): void {
    const tally = this.#tallies.get(response) ?? { operations: 0, refused: 0, verdicts: [] };
    this.#tallies.set(response, tally);
    tally.operations++;
    tally.verdicts.push(...verdicts);
    if (refusal?.extensions.code === 'RATE_LIMITED') tally.refused++;
    setRateLimitHeaders(response, tally.verdicts);
  }
}

function withExtensions(result: ExecutionResult, extensions: Verdict['extensions']): ExecutionResult {
  return extensions ? { ...result, extensions: { ...result.extensions, ...extensions } } : result;
}
