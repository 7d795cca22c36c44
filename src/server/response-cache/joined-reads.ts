// Anonymous reads that are the same and come in the same tick of the event loop are executed once, and their answer is written once.
// Redis answers them all as of one moment, which each of them has waited for: no answer is older than the request that it is for.

import type { ExecutionResult } from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import type { PlannedExecution } from '../graphql/server-plugin.ts';
import { OperationKeys } from './operation-keys.ts';

type Execute = (context: Context) => ExecutionResult | Promise<ExecutionResult>;

export class JoinedReads {
  readonly #keys = new OperationKeys();
  /** Begun in this tick. */
  readonly #begun = new Map<string, Promise<ExecutionResult>>();
  /** Of results that several requests have: their JSON, once it is asked for. */
  readonly #texts = new WeakMap<ExecutionResult, string | null>();

  /** Executes, or joins an execution of this tick. */
  answer(execution: PlannedExecution, execute: Execute): ExecutionResult | Promise<ExecutionResult> {
    const key = this.#keys.of(execution);
    if (key === null) return execute(execution.context);
    const begun = this.#begun.get(key);
    if (begun) return begun;
    const result = execute(execution.context);
    if (!(result instanceof Promise)) return result;
    // What comes later would join a question that Redis may have answered before.
    if (this.#begun.size === 0) setImmediate(() => this.#begun.clear());
    const sharing = result.then(
      (settled) => {
        this.#begun.delete(key);
        this.#texts.set(settled, null);
        return settled;
      },
      (error: unknown) => {
        this.#begun.delete(key);
        throw error;
      },
    );
    this.#begun.set(key, sharing);
    return sharing;
  }

  /** Undefined for a result that belongs to one request. */
  textOf(result: ExecutionResult): string | undefined {
    const known = this.#texts.get(result);
    if (known !== null) return known;
    const text = JSON.stringify(result);
    this.#texts.set(result, text);
    return text;
  }
}
