// Executes what subscriptions deliver: once for all subscribers of the same operation, variables and rights who are given the
// same value, and written as JSON once. An answer that depends on the caller is found out while it is made, since a shared
// execution has no caller: from then on each subscriber of that operation executes by itself.

import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import { liveLimits } from '../live/limits.ts';
import type { Context } from '../resolvers/context.ts';
import { rightsOf, withoutCaller } from './without-caller.ts';

export type MaybePromise<T> = T | Promise<T>;

interface Made {
  readonly at: number;
  /** Undefined where it turned out to depend on the caller. */
  text: MaybePromise<string | undefined>;
}

/** One operation with its variables, for all who have the same rights. */
interface SharedOperation {
  subscribers: number;
  dependsOnCaller: boolean;
  readonly made: WeakMap<object, Made>;
}

export class SharedExecutions {
  /** What was executed, whether for one or for many; and what was delivered of it. */
  readonly counts = { executions: 0, deliveries: 0 };
  readonly #operations = new Map<string, SharedOperation>();
  readonly #maskError: (error: unknown) => Error;

  /** `maskError` makes of an error what a client sees of it. */
  constructor(maskError: (error: unknown) => Error) {
    this.#maskError = maskError;
  }

  /** Operations that have a subscriber; subscribers that can share are one. */
  get operations(): number {
    return this.#operations.size;
  }

  /** For one subscriber, until it is closed. */
  open(args: ExecutionArgs): SubscriberExecution {
    const { document, operationName, variableValues, contextValue } = args;
    const text = document.loc?.source.body;
    const rights = rightsOf((contextValue as Context).session);
    const key = JSON.stringify([text, operationName ?? null, variableValues ?? {}, rights]);
    let operation = this.#operations.get(key);
    if (!operation) {
      operation = { subscribers: 0, dependsOnCaller: text === undefined, made: new WeakMap() };
      this.#operations.set(key, operation);
    }
    const shared = operation;
    shared.subscribers += 1;
    return new SubscriberExecution(this, args, shared, () => {
      shared.subscribers -= 1;
      if (shared.subscribers === 0) this.#operations.delete(key);
    });
  }

  execute(args: ExecutionArgs): MaybePromise<string> {
    this.counts.executions += 1;
    const result = execute(args);
    return result instanceof Promise ? result.then((it) => this.#write(it)) : this.#write(result);
  }

  #write({ errors, ...result }: ExecutionResult): string {
    return JSON.stringify(errors ? { ...result, errors: errors.map(this.#maskError) } : result);
  }
}

export class SubscriberExecution {
  readonly close: () => void;
  readonly #executions: SharedExecutions;
  readonly #args: ExecutionArgs;
  readonly #shared: SharedOperation;

  constructor(executions: SharedExecutions, args: ExecutionArgs, shared: SharedOperation, close: () => void) {
    this.#executions = executions;
    this.#args = args;
    this.#shared = shared;
    this.close = close;
  }

  /** What a value of the subscription's stream comes to, as JSON. */
  of(value: unknown): MaybePromise<string> {
    this.#executions.counts.deliveries += 1;
    if (this.#shared.dependsOnCaller || typeof value !== 'object' || value === null) return this.#alone(value);
    const text = this.#together(value);
    if (typeof text === 'string') return text;
    return text ? text.then((it) => it ?? this.#alone(value)) : this.#alone(value);
  }

  #alone(rootValue: unknown): MaybePromise<string> {
    return this.#executions.execute({ ...this.#args, rootValue });
  }

  #together(value: object): MaybePromise<string | undefined> {
    const { made } = this.#shared;
    const known = made.get(value);
    const now = performance.now();
    if (known && now - known.at < liveLimits.sharedResultMs) return known.text;
    const fresh: Made = { at: now, text: this.#withoutCaller(value) };
    made.set(value, fresh);
    const { text } = fresh;
    // Who comes later need not wait for what is there.
    if (text instanceof Promise)
      text.then(
        (it) => {
          fresh.text = it;
        },
        () => made.delete(value),
      );
    return text;
  }

  #withoutCaller(rootValue: object): MaybePromise<string | undefined> {
    const shared = this.#shared;
    let looked = false;
    const contextValue = withoutCaller(this.#args.contextValue as Context, () => {
      looked = true;
      shared.dependsOnCaller = true;
    });
    const unlessLooked = (text: string): string | undefined => (looked ? undefined : text);
    const text = this.#executions.execute({ ...this.#args, rootValue, contextValue });
    return typeof text === 'string' ? unlessLooked(text) : text.then(unlessLooked);
  }
}
