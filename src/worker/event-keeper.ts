// Brings domain events from the outboxes of all slots to their listeners. Any number of processes share the work. An event is handed in
// when its handler has resolved; until then it is held for the time of a lease, so that another process goes on where one dies.

import { readFailure } from '../redis/base/attempt-error.ts';
import { within } from '../redis/base/within.ts';
import type { EndedEvent, EventDelivery } from '../redis/domain-event/delivery.ts';
import type { EventReader } from '../redis/domain-event/domain-event.ts';
import { domainEventLimits } from '../redis/domain-event/limits.ts';
import type { Stores } from '../redis/stores.ts';
import { type EventListener, giveUp } from './event-reader.ts';
import { repeat } from './repeat.ts';

const limits = {
  everyMs: 250,
  /** So often a process says that its listeners are still there. */
  registersEveryMs: 3_600_000,
  /** Events that one process handles at a time, and takes from one slot at a time. */
  atOnce: 100,
  takenAtOnce: 4,
  /** Slots of queues that one round looks at: they have their turns. */
  queuesPerRound: 8,
  /** How old may be what is known of the queues. */
  queuesMs: 2_000,
} as const;

export interface EventKeeperSettings {
  onError(error: unknown): void;
  /** Told what a handler has failed with. */
  onFailed(delivery: EventDelivery, error: unknown): void;
  /** Told when events were not delivered since too many wait for a reader. */
  onMissed(tag: string, events: number): void;
  readonly leaseMs?: number;
}

interface Running {
  readonly tag: string;
  readonly done: Promise<unknown>;
  readonly abort: AbortController;
}

export class EventKeeper {
  readonly #stores: Stores;
  readonly #listeners: ReadonlyMap<string, EventListener>;
  readonly #settings: Required<EventKeeperSettings>;
  readonly #running = new Map<EventDelivery, Running>();
  /** What has ended and is not handed in yet, by slot. */
  readonly #ended = new Map<string, EndedEvent[]>();
  /** Steps of slots that are under way. */
  readonly #steps = new Map<string, Promise<void>>();
  readonly #stop: () => Promise<void>;
  #readers: readonly EventReader[] = [];
  /** The slots of queues, and how many of them had their turn. */
  #others: readonly string[] = [];
  #turn = 0;
  #othersAt = Number.NEGATIVE_INFINITY;
  /** How many events the steps under way may take. */
  #asked = 0;
  #registeredAt = Number.NEGATIVE_INFINITY;
  #stopping = false;

  constructor(stores: Stores, listeners: readonly EventListener[], settings: EventKeeperSettings) {
    this.#stores = stores;
    this.#listeners = new Map(listeners.map((listener) => [listener.name, listener]));
    this.#settings = { leaseMs: domainEventLimits.leaseMs, ...settings };
    this.#stop = repeat(limits.everyMs, () => this.#round(), settings.onError);
  }

  async #round(): Promise<void> {
    await this.#register();
    this.#readers = await this.#stores.domainEvents.knownReaders();
    // Then nothing is told.
    if (this.#readers.length === 0 && this.#ended.size === 0) return;
    const { domainEventDeliveries } = this.#stores;
    await Promise.all([...domainEventDeliveries.tags, ...(await this.#someOthers())].map((tag) => this.#step(tag)));
  }

  /** The slots of the queues whose turn it is. */
  async #someOthers(): Promise<readonly string[]> {
    if (this.#turn >= this.#others.length) {
      this.#turn = 0;
      if (performance.now() - this.#othersAt > limits.queuesMs) {
        this.#others = await this.#stores.domainEventDeliveries.otherTags();
        this.#othersAt = performance.now();
      }
    }
    const some = this.#others.slice(this.#turn, this.#turn + limits.queuesPerRound);
    this.#turn += limits.queuesPerRound;
    return some;
  }

  async #register(): Promise<void> {
    if (performance.now() - this.#registeredAt < limits.registersEveryMs) return;
    for (const listener of this.#listeners.values()) await listener.register();
    this.#registeredAt = performance.now();
  }

  /** One step of a slot, and further ones while there is more to do. Where one is under way, that one goes on. */
  #step(tag: string): Promise<void> {
    const running = this.#steps.get(tag);
    if (running) return running;
    const step = this.#stepAll(tag)
      .catch(this.#settings.onError)
      .finally(() => this.#steps.delete(tag));
    this.#steps.set(tag, step);
    return step;
  }

  async #stepAll(tag: string): Promise<void> {
    for (let more = true; more; ) {
      const ended = this.#ended.get(tag) ?? [];
      this.#ended.delete(tag);
      const room = this.#stopping ? 0 : limits.atOnce - this.#running.size - this.#asked;
      const want = Math.max(0, Math.min(limits.takenAtOnce, room));
      const request = { readers: [...this.#listeners.keys()], want, leaseMs: this.#settings.leaseMs, ended };
      this.#asked += want;
      const answer = await this.#stores.domainEventDeliveries
        .step(tag, request, Promise.resolve(this.#readers))
        .catch((error) => {
          // Handed in with the next step.
          this.#ended.set(tag, [...ended, ...(this.#ended.get(tag) ?? [])]);
          throw error;
        })
        .finally(() => {
          this.#asked -= want;
        });
      if (answer.missed > 0) this.#settings.onMissed(tag, answer.missed);
      for (const delivery of answer.taken) this.#take(tag, delivery);
      const isFull = want > 0 && answer.taken.length === want;
      more = isFull || answer.moved === domainEventLimits.moved || this.#ended.has(tag);
    }
  }

  #take(tag: string, delivery: EventDelivery): void {
    const abort = new AbortController();
    const done = this.#handle(delivery, abort)
      .catch((error): EndedEvent['outcome'] => this.#delayAfter(error, delivery.attempt))
      .then((outcome) => this.#end(delivery, outcome));
    this.#running.set(delivery, { tag, done, abort });
  }

  /** @returns how it ended. */
  async #handle(delivery: EventDelivery, abort: AbortController): Promise<EndedEvent['outcome']> {
    const { reader, attempt, event } = delivery;
    const listener = this.#listeners.get(reader);
    // None that can be read, or an entry that no release of Mortar has written.
    if (!event || !listener) return 'done';
    const { attempts } = domainEventLimits;
    if (attempt <= attempts) {
      const failed = await attemptOf(listener, event, abort);
      if (failed === null) return 'done';
      this.#settings.onFailed(delivery, failed.error);
      if (readFailure(failed.error, 0).retry && attempt < attempts) throw failed.error;
    }
    await giveUp(this.#stores, reader, event);
    return 'done';
  }

  #delayAfter(error: unknown, attempt: number): number {
    const { delayMs, maxDelayMs } = domainEventLimits.backoff;
    const longest = Math.min(delayMs * 2 ** (attempt - 1), maxDelayMs);
    const chosen = Math.ceil(longest * (1 - Math.random() / 2));
    return readFailure(error, maxDelayMs).delayMs ?? chosen;
  }

  #end(delivery: EventDelivery, outcome: EndedEvent['outcome']): void {
    const running = this.#running.get(delivery);
    if (!running) return;
    this.#running.delete(delivery);
    const { tag } = running;
    this.#ended.set(tag, [...(this.#ended.get(tag) ?? []), { delivery, outcome }]);
    void this.#step(tag);
  }

  /** Takes no more, waits for handlers that are under way, and gives the others back. */
  async close(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    await this.#stop();
    await within(deadlineMs, Promise.all([...this.#running.values()].map(({ done }) => done)));
    for (const [delivery, { abort }] of [...this.#running]) {
      abort.abort(new Error('The worker ends'));
      this.#end(delivery, 'back');
    }
    await Promise.all([...this.#steps.values()]);
    for (const tag of [...this.#ended.keys()]) await this.#step(tag);
  }
}

/** What a handler has failed with; null where it has not. */
async function attemptOf(
  listener: EventListener,
  event: NonNullable<EventDelivery['event']>,
  abort: AbortController,
): Promise<{ readonly error: unknown } | null> {
  const aborted = new Promise<never>((_resolve, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true });
  });
  aborted.catch(() => {});
  const { handlerMs } = domainEventLimits;
  const late = new Error(`The handler of ${event.type} took longer than ${handlerMs} ms`);
  const timer = setTimeout(() => abort.abort(late), handlerMs);
  try {
    await Promise.race([listener.handle(event, abort.signal), aborted]);
    return null;
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
  }
}
