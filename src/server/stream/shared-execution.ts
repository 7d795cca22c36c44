// Executes what subscriptions deliver: once for all subscribers of the same operation, variables and rights who are given the
// same value, and written as JSON once. An answer that depends on the caller is found out while it is made, since a shared
// execution has no caller: from then on each subscriber of that operation executes by itself.

import { type ExecutionArgs, type GraphQLError, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { liveLimits } from '../../live/limits.ts';
import type { Context } from '../../resolvers/base/context.ts';
import { type BoundPlan, bindPlan, OperationPlan, runPlan } from '../plan/index.ts';
import { Delivery, type Place } from './delivery.ts';
import { withoutCaller } from './without-caller.ts';

export type MaybePromise<T> = T | Promise<T>;

/** What the values of a subscription are: entries with a cursor, a whole state each, or neither. */
export type Values = 'entries' | 'states' | 'others';

interface SharedResult {
  readonly at: number;
  /** Undefined where it turned out to depend on the caller. */
  delivery: MaybePromise<Delivery | undefined>;
}

/** One operation with its variables, for all who have the same rights. */
interface SharedOperation {
  subscribers: number;
  dependsOnCaller: boolean;
  readonly plan: BoundPlan;
  readonly results: WeakMap<object, SharedResult>;
}

export class SharedExecutions {
  /** What was executed, whether for one or for many; and what was delivered of it. */
  readonly counts = { executions: 0, deliveries: 0 };
  readonly #operations = new Map<string, SharedOperation>();
  /** Of all who watch by the same document, whatever their variables are. */
  readonly #plans = new WeakMap<OperationDefinitionNode, OperationPlan>();
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
  open(args: ExecutionArgs, values: Values): SubscriberExecution {
    const { document, operationName, variableValues, contextValue } = args;
    const text = document.loc?.source.body;
    const { session } = contextValue as Context;
    // Of those who differ in it nobody shares with the other.
    const rights = session?.rights ?? 'nobody';
    const key = JSON.stringify([text, operationName ?? null, variableValues ?? {}, rights]);
    let operation = this.#operations.get(key);
    if (!operation) {
      const dependsOnCaller = text === undefined;
      operation = { subscribers: 0, dependsOnCaller, plan: this.#planOf(args), results: new WeakMap() };
      this.#operations.set(key, operation);
    }
    const shared = operation;
    shared.subscribers += 1;
    return new SubscriberExecution(this, { args, values, shared }, () => {
      shared.subscribers -= 1;
      if (shared.subscribers === 0) this.#operations.delete(key);
    });
  }

  execute({ plan, contextValue, rootValue }: Execution, place: Place): MaybePromise<Delivery> {
    this.counts.executions += 1;
    const result = runPlan(plan, contextValue, rootValue);
    return result instanceof Promise ? result.then((it) => this.#deliver(it, place)) : this.#deliver(result, place);
  }

  /** What a client sees of an error. */
  masked(error: unknown): Error {
    return this.#maskError(error);
  }

  /** A result that has nothing but an error. */
  refusal(error: GraphQLError): Delivery {
    return this.#deliver({ errors: [error] });
  }

  /** The variables are those that the subscription has begun with, so they are right. */
  #planOf({ schema, document, operationName, variableValues }: ExecutionArgs): BoundPlan {
    const operation = getOperationAST(document, operationName) as OperationDefinitionNode;
    let plan = this.#plans.get(operation) ?? OperationPlan.of(schema, document, operation);
    if (plan) this.#plans.set(operation, plan);
    else plan = OperationPlan.ofOne(schema, document, operation);
    return bindPlan(plan, variableValues) as BoundPlan;
  }

  #deliver(result: Result, place?: Place): Delivery {
    const { errors, ...rest } = result;
    if (!errors) return new Delivery(result, place);
    // A state that could not be read whole has no id: it is sent again to a client that comes back.
    return new Delivery({ ...rest, errors: errors.map(this.#maskError) }, place && { ...place, isState: false });
  }
}

interface Execution {
  readonly plan: BoundPlan;
  readonly contextValue: Context;
  readonly rootValue: unknown;
}

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[];
}

interface Subscriber {
  readonly args: ExecutionArgs;
  readonly values: Values;
  readonly shared: SharedOperation;
}

export class SubscriberExecution {
  readonly close: () => void;
  readonly #executions: SharedExecutions;
  readonly #context: Context;
  readonly #values: Values;
  readonly #shared: SharedOperation;

  constructor(executions: SharedExecutions, { args, values, shared }: Subscriber, close: () => void) {
    this.#executions = executions;
    this.#context = args.contextValue as Context;
    this.#values = values;
    this.#shared = shared;
    this.close = close;
  }

  /** What a value of the subscription's stream comes to. */
  of(value: unknown): MaybePromise<Delivery> {
    this.#executions.counts.deliveries += 1;
    if (this.#shared.dependsOnCaller || typeof value !== 'object' || value === null) return this.#alone(value);
    const delivery = this.#together(value);
    if (delivery instanceof Promise) return delivery.then((it) => it ?? this.#alone(value));
    return delivery ?? this.#alone(value);
  }

  masked(error: unknown): Error {
    return this.#executions.masked(error);
  }

  refusal(error: GraphQLError): Delivery {
    return this.#executions.refusal(error);
  }

  #placeOf(value: unknown): Place {
    if (this.#values === 'states') return { isState: true };
    if (this.#values === 'others') return {};
    const { cursor, missed } = value as { readonly cursor: string; readonly missed: number };
    return { id: cursor, missed };
  }

  #alone(rootValue: unknown): MaybePromise<Delivery> {
    const execution = { plan: this.#shared.plan, contextValue: this.#context, rootValue };
    return this.#executions.execute(execution, this.#placeOf(rootValue));
  }

  #together(value: object): MaybePromise<Delivery | undefined> {
    const { results } = this.#shared;
    const existing = results.get(value);
    const now = performance.now();
    if (existing && now - existing.at < liveLimits.sharedResultMs) return existing.delivery;
    const fresh: SharedResult = { at: now, delivery: this.#withoutCaller(value) };
    results.set(value, fresh);
    const { delivery } = fresh;
    // Later subscribers need not wait for a delivery that is there.
    if (delivery instanceof Promise)
      delivery.then(
        (it) => {
          fresh.delivery = it;
        },
        () => results.delete(value),
      );
    return delivery;
  }

  #withoutCaller(rootValue: object): MaybePromise<Delivery | undefined> {
    const shared = this.#shared;
    let looked = false;
    const contextValue = withoutCaller(this.#context, () => {
      looked = true;
      shared.dependsOnCaller = true;
    });
    const unlessLooked = (it: Delivery): Delivery | undefined => (looked ? undefined : it);
    const delivery = this.#executions.execute({ plan: shared.plan, contextValue, rootValue }, this.#placeOf(rootValue));
    return delivery instanceof Promise ? delivery.then(unlessLooked) : unlessLooked(delivery);
  }
}
