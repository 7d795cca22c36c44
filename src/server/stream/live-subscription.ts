// One subscriber's stream of results. They are handed to whoever writes them to the client, past all that stands around the
// stream, which is told of its end alone: that spares each delivery a way through half a dozen wrappers. One is on its way
// at a time, so that nothing is queued for a slow reader but what its source holds.

import { createSourceEventStream, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { Context } from '../../resolvers/base/context.ts';
import type { ServerPlugin } from '../graphql/server-plugin.ts';
import type { Delivery, Sink } from './delivery.ts';
import { EventStream, eventStreamHeaders, mediaType } from './event-stream.ts';
import type { SharedExecutions, SubscriberExecution } from './shared-execution.ts';

export class LiveSubscriptions {
  readonly #executions: SharedExecutions;
  /** By the context of its operation, and by the request that it came with. */
  readonly #opened = new WeakMap<object, LiveSubscription>();
  readonly #open = new Set<LiveSubscription>();

  constructor(executions: SharedExecutions) {
    this.#executions = executions;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** The subscription that was opened with a context, which is one operation's; undefined where it was refused. */
  of(context: Context): LiveSubscription | undefined {
    return this.#opened.get(context);
  }

  /** Opens subscriptions here, behind all of Yoga's checks, and writes their results as server-sent events from here. */
  plugin(): ServerPlugin {
    return {
      name: 'live subscriptions',
      yoga: {
        onSubscribe: ({ setSubscribeFn }) => setSubscribeFn((args) => this.#subscribe(args as ExecutionArgs)),
        // Yoga has looked at what the client accepts: a processor of a stream of results is that of server-sent events.
        onResultProcess: ({ request, result, resultProcessor, setResultProcessor }) => {
          const subscription = this.#opened.get(request);
          if (!subscription || !resultProcessor || !result || !(Symbol.asyncIterator in result)) return;
          const stream = new EventStream(result, subscription);
          setResultProcessor(
            (_result, { Response }) => new Response(stream as never, { headers: eventStreamHeaders }),
            mediaType,
          );
        },
      },
      shortPath: { notNeeded: { onResultProcess: 'Only a subscription has a stream of results.' } },
    };
  }

  async #subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const subscription = new LiveSubscription(source[Symbol.asyncIterator](), this.#executions.open(args), () =>
      this.#open.delete(subscription),
    );
    this.#open.add(subscription);
    const context = args.contextValue as Context & { readonly request?: object };
    this.#opened.set(context, subscription);
    if (context.request) this.#opened.set(context.request, subscription);
    return subscription;
  }
}

export class LiveSubscription implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: AsyncIterator<unknown>;
  readonly #execution: SubscriberExecution;
  readonly #onEnd: () => void;
  #ended = false;
  #sink: Sink | undefined;
  #finish: ((result: IteratorResult<ExecutionResult>) => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;

  constructor(source: AsyncIterator<unknown>, execution: SubscriberExecution, onEnd: () => void) {
    this.#source = source;
    this.#execution = execution;
    this.#onEnd = onEnd;
  }

  /** To be called before the first `next`, which begins the delivery. */
  deliverTo(sink: Sink): void {
    this.#sink = sink;
  }

  /** Tells when all has been delivered, and never of a result. */
  next(): Promise<IteratorResult<ExecutionResult>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return resolve(over);
      this.#finish = resolve;
      this.#fail = reject;
      this.#pull();
    });
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    this.#leave();
    return over;
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult>> {
    this.#leave();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  readonly #pull = (): void => {
    if (!this.#ended) this.#source.next().then(this.#onValue, this.#onFailure);
  };

  readonly #onValue = ({ value, done }: IteratorResult<unknown>): void => {
    if (this.#ended) return;
    if (done) {
      this.#end();
      return;
    }
    try {
      const delivery = this.#execution.of(value);
      if (delivery instanceof Promise) delivery.then(this.#onDelivery, this.#onFailure);
      else this.#onDelivery(delivery);
    } catch (error) {
      this.#onFailure(error);
    }
  };

  readonly #onDelivery = (delivery: Delivery): void => {
    if (!this.#ended) this.#sink?.(delivery, this.#pull);
  };

  readonly #onFailure = (error: unknown): void => {
    this.#fail?.(error);
    this.#leave();
  };

  #leave(): void {
    if (this.#ended) return;
    this.#end();
    void Promise.resolve(this.#source.return?.()).catch(() => {});
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#finish?.(over);
    this.#execution.close();
    this.#onEnd();
  }
}

const over = { value: undefined, done: true } as const;
