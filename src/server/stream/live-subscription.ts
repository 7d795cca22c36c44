// One subscriber's stream of results. They are handed to whoever writes them to the client, past all that stands around the
// stream, which is told of its end alone: that spares each delivery a way through half a dozen wrappers. One is on its way
// at a time, so that nothing is queued for a slow reader but what its source holds.

import type { ExecutionResult, GraphQLError } from 'graphql';
import { beginning, type Delivery, type Sink } from './delivery.ts';
import type { SubscriberExecution } from './shared-execution.ts';

/** Where results come from, and how values become results. */
export interface Course {
  readonly source: AsyncIterator<unknown>;
  readonly execution: SubscriberExecution;
}

/** How a client follows a subscription. */
export interface Following {
  /** Where it begins, once that is known; undefined where nobody can go on behind it. Never rejects. */
  readonly place: Promise<string | undefined> | undefined;
  /** The state that the client has seen last: it is not sent again before there was another. */
  readonly seen: string | undefined;
  /** Whether each value is a whole state. */
  readonly sendsStates: boolean;
  /** Whether the client wants the ids among the extensions of its results, the place first. */
  readonly numbered: boolean;
}

export class LiveSubscription implements AsyncIterableIterator<ExecutionResult> {
  #source: AsyncIterator<unknown>;
  #execution: SubscriberExecution;
  readonly #onEnd: () => void;
  readonly place: Promise<string | undefined> | undefined;
  readonly sendsStates: boolean;
  readonly #numbered: boolean;
  #seen: string | undefined;
  #ended = false;
  /** Whether the next value of the source is waited for. */
  #waits = false;
  #sink: Sink | undefined;
  #farewell: Delivery | undefined;
  #finish: ((result: IteratorResult<ExecutionResult>) => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;

  constructor({ source, execution }: Course, { place, seen, sendsStates, numbered }: Following, onEnd: () => void) {
    this.#source = source;
    this.#execution = execution;
    this.place = place;
    this.#seen = seen;
    this.sendsStates = sendsStates;
    this.#numbered = numbered;
    this.#onEnd = onEnd;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** To be called before the first `next`, which begins the delivery. */
  deliverTo(sink: Sink): void {
    this.#sink = sink;
    if (this.#farewell) sink(this.#farewell, () => {});
  }

  /** Tells when all has been delivered, and never of a result. */
  next(): Promise<IteratorResult<ExecutionResult>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return resolve(over);
      this.#finish = resolve;
      this.#fail = reject;
      this.#begin();
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

  /** Goes on along another course. What its source has not delivered yet is left out. */
  follow({ source, execution }: Course): void {
    const left = this.#ended ? { source, execution } : { source: this.#source, execution: this.#execution };
    left.execution.close();
    closeSource(left.source);
    if (this.#ended) return;
    this.#source = source;
    this.#execution = execution;
    if (!this.#waits) return;
    this.#waits = false;
    this.#pull();
  }

  /** Goes on with the same source, whose values are executed by another from now on. */
  executeBy(execution: SubscriberExecution): void {
    (this.#ended ? execution : this.#execution).close();
    if (!this.#ended) this.#execution = execution;
  }

  /** Delivers an error as the last result, however slow its reader is, and ends. */
  refuse(error: GraphQLError): void {
    if (this.#ended) return;
    const farewell = this.#execution.refusal(error);
    if (this.#sink) this.#sink(farewell, () => {});
    else this.#farewell = farewell;
    this.#leave();
  }

  #begin(): void {
    const { place } = this;
    if (!this.#numbered || !place) this.#pull();
    else
      void place.then((id) => {
        if (id === undefined || this.#ended) this.#pull();
        else this.#sink?.(beginning(id), this.#pull);
      });
  }

  readonly #pull = (): void => {
    if (this.#ended || this.#waits) return;
    this.#waits = true;
    const source = this.#source;
    source.next().then(
      (result) => {
        if (this.#ended || source !== this.#source) return;
        this.#waits = false;
        this.#onValue(result);
      },
      (error) => {
        if (source === this.#source) this.#onFailure(error);
      },
    );
  };

  #onValue(result: IteratorResult<unknown>): void {
    if (result.done) {
      this.#end();
      return;
    }
    const [source, execution] = [this.#source, this.#execution];
    try {
      const delivery = execution.of(result.value);
      const deliver = (it: Delivery): void => {
        if (execution === this.#execution) this.#onDelivery(it);
        // The rights have changed meanwhile.
        else if (source === this.#source) this.#onValue(result);
        else this.#pull();
      };
      if (delivery instanceof Promise) delivery.then(deliver, this.#onFailure);
      else deliver(delivery);
    } catch (error) {
      this.#onFailure(error);
    }
  }

  #onDelivery(delivery: Delivery): void {
    if (this.#ended) return;
    if (this.#seen !== undefined && this.#seen === delivery.id) {
      this.#pull();
      return;
    }
    this.#seen = undefined;
    this.#sink?.(this.#numbered ? delivery.numbered : delivery, this.#pull);
  }

  readonly #onFailure = (error: unknown): void => {
    this.#fail?.(this.#execution.masked(error));
    this.#leave();
  };

  #leave(): void {
    if (this.#ended) return;
    this.#end();
    closeSource(this.#source);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#finish?.(over);
    this.#execution.close();
    this.#onEnd();
  }
}

/** Tells a source that nobody takes its values any more. */
export function closeSource(source: AsyncIterator<unknown>): void {
  void Promise.resolve(source.return?.()).catch(() => {});
}

const over = { value: undefined, done: true } as const;
