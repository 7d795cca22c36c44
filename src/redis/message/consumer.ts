// One process' share in a group: it takes messages, hands each to a handler and acknowledges those that it has done.

import { readFailure } from '../base/attempt-error.ts';
import { guarded } from '../base/guarded.ts';
import { type RedisHandle, useRedis } from '../base/handle.ts';
import { Refusal, rangeOf, refuseBut } from '../base/problem.ts';
import { StepLoop } from '../base/step-loop.ts';
import { within } from '../base/within.ts';
import { checkAddress, MessageGroups } from './group.ts';
import type { Delivery, DeliveryOutcome, EndedDelivery, GroupAddress } from './group-shapes.ts';
import { messageLimits } from './shapes.ts';

/** What a handler has beside the message. */
export interface MessageTask {
  /** Aborts when the lease was lost or the consumer has to end. */
  readonly signal: AbortSignal;
}

/** How a consumer handles the messages of its group. */
export interface ConsumerSettings extends GroupAddress {
  /**
   * Does what the message asks for; it is acknowledged when this resolves, and given out again, some time later, when it
   * rejects (`RetryLaterError` says when, `UnrecoverableError` that it is a dead letter at once). Messages come at least
   * once: write it so that twice does no harm.
   */
  handle(message: Delivery, task: MessageTask): Promise<unknown>;
  /** Messages at a time (10). 1 keeps the order within this process. */
  readonly concurrency?: number;
  /** How long a message is held without a sign of life of this process (30,000). */
  readonly leaseMs?: number;
  /** After so many a message is a dead letter of the group (5). */
  readonly maxAttempts?: number;
  /** How long to wait after the first failed attempt, twice as long after each further one, up to a limit (1,000; 60,000). */
  readonly backoff?: { readonly delayMs: number; readonly maxDelayMs: number };
  /** Where the group begins if it is new: behind the newest message, or with the oldest that the topic holds (`NEWEST`). */
  readonly from?: 'NEWEST' | 'OLDEST';
  /** Told what a handler rejects with, and its message, and of outages of Redis; the consumer continues by itself. */
  onError?(error: unknown, message?: Delivery): void;
}

const limits = {
  closeDeadlineMs: 5_000,
  /** How long, after the deadline, it tries to hand in outcomes to a Redis that is away. */
  handInMs: 5_000,
  /** A lease is renewed when this part of it has passed. */
  renewAt: 1 / 3,
} as const;

export class MessageConsumer {
  /** Resolves once the group is there: what is published from then on reaches it. Rejects where it cannot be. */
  readonly ready: Promise<void>;
  readonly #redis: RedisHandle;
  readonly #releaseRedis: () => void;
  readonly #groups: MessageGroups;
  readonly #settings: Required<ConsumerSettings>;
  readonly #running = new Map<Delivery, Running>();
  readonly #loop: StepLoop<Delivery, EndedDelivery>;
  /** By the channel that is listened to. */
  readonly #listening = new Map<string, () => void>();
  readonly #renewing: NodeJS.Timeout;
  #joined = false;
  #stopping = false;
  #closing: Promise<void> | undefined;

  /**
   * Starts consuming.
   * @param redis a handle, which stays the caller's, or a URL as `parseRedisUrl` understands it
   * @throws Refusal INVALID that names the setting which is wrong.
   */
  constructor(redis: RedisHandle | string, settings: ConsumerSettings) {
    checkSettings(settings);
    const { redis: used, release } = useRedis(redis);
    this.#redis = used;
    this.#releaseRedis = release;
    this.#groups = new MessageGroups(this.#redis);
    this.#settings = {
      concurrency: 10,
      leaseMs: messageLimits.leaseDefaultMs,
      maxAttempts: messageLimits.attemptsDefault,
      backoff: messageLimits.backoffDefault,
      from: 'NEWEST',
      ...settings,
      onError: guarded('onError', settings.onError),
    };
    const { concurrency, leaseMs, onError } = this.#settings;
    let tellReady = (_error?: unknown): void => {};
    this.ready = new Promise((resolve, reject) => {
      tellReady = (error) => (error ? reject(error) : resolve());
    });
    this.ready.catch(() => {});
    this.#loop = new StepLoop(this.#redis, {
      onError: (error) => {
        if (error instanceof Refusal) tellReady(error);
        onError(error);
      },
      step: async (want, ended) => {
        const answer = await this.#step(want, ended, []);
        this.#joined = true;
        tellReady();
        return { ...answer, undone: answer.undone.map((place) => ended[place] as EndedDelivery) };
      },
      capacity: () => concurrency,
      held: () => this.#running.size,
      take: (delivery) => this.#take(delivery),
    });
    this.#listen();
    this.#renewing = setInterval(() => void this.#renew(), leaseMs * limits.renewAt);
  }

  /**
   * Takes no more, waits for the messages under way up to the deadline (5,000), acknowledges them and gives back, without
   * charging an attempt, what is not done by then. Ends its connections where it was given a URL.
   */
  close({ deadlineMs = limits.closeDeadlineMs }: { readonly deadlineMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  }

  async #close(deadlineMs: number): Promise<void> {
    const giveUpAt = Date.now() + deadlineMs + limits.handInMs;
    this.#stopping = true;
    for (const stopListening of this.#listening.values()) stopListening();
    this.#loop.stop();
    await within(deadlineMs, Promise.all([...this.#running.values()].map(({ done }) => done)));
    for (const delivery of [...this.#running.keys()])
      this.#end(delivery, { kind: 'GIVEN_BACK' }, new Error('The consumer ends'));
    await this.#loop.drain(giveUpAt);
    clearInterval(this.#renewing);
    this.#releaseRedis();
  }

  async #step(want: number, ended: readonly EndedDelivery[], renewed: readonly Delivery[]) {
    const { topic, group, leaseMs, maxAttempts } = this.#settings;
    const from = this.#joined ? 'LOST' : this.#settings.from;
    const answer = await this.#groups.step({ topic, group, from, want, leaseMs, maxAttempts, ended, renewed });
    this.#listen();
    return answer;
  }

  /** Listens to the parts of the topic that are known by now. */
  #listen(): void {
    const channels = this.#groups.channelsOf(this.#settings.topic);
    if (channels.length === this.#listening.size || this.#stopping) return;
    for (const [channel, stopListening] of this.#listening) {
      if (channels.includes(channel)) continue;
      stopListening();
      this.#listening.delete(channel);
    }
    for (const channel of channels)
      if (!this.#listening.has(channel))
        this.#listening.set(
          channel,
          this.#redis.listen(channel, () => this.#loop.rouse()),
        );
  }

  #take(delivery: Delivery): void {
    if (this.#stopping) {
      this.#loop.finish({ delivery, outcome: { kind: 'GIVEN_BACK' } });
      return;
    }
    const running = new Running();
    this.#running.set(delivery, running);
    running.done = this.#handle(delivery, running).then((outcome) => this.#end(delivery, outcome));
  }

  async #handle(delivery: Delivery, running: Running): Promise<DeliveryOutcome> {
    const { handle, backoff, onError } = this.#settings;
    try {
      await handle(delivery, running);
      return { kind: 'ACKNOWLEDGED' };
    } catch (error) {
      if (!running.aborted) onError(error, delivery);
      const longest = Math.min(backoff.delayMs * 2 ** (delivery.attempt - 1), backoff.maxDelayMs);
      // Any time from the half of it on, so that what failed together is not tried again together.
      const chosen = Math.ceil(longest * (1 - Math.random() / 2));
      const { message, retry, delayMs = chosen } = readFailure(error, messageLimits.backoffMaxMs);
      return { kind: 'FAILED', error: message, retry, delayMs };
    }
  }

  /** Ends what runs, once: an attempt that was aborted has ended before its handler. */
  #end(delivery: Delivery, outcome: DeliveryOutcome, reason?: Error): void {
    const running = this.#running.get(delivery);
    if (!running) return;
    this.#running.delete(delivery);
    if (reason) running.abort(reason);
    this.#loop.finish({ delivery, outcome });
  }

  async #renew(): Promise<void> {
    const held = [...this.#running.keys()];
    if (held.length === 0) return;
    try {
      const answer = await this.#step(0, [], held);
      held.forEach((delivery, place) => {
        // Handed in as given back, which is refused where another has it by now.
        if (!answer.held[place]) this.#end(delivery, { kind: 'GIVEN_BACK' }, new Error('The lease was lost'));
      });
    } catch (error) {
      this.#settings.onError(error);
    }
  }
}

/** A handler under way. Its signal is made for those who ask for it: it is the dearest part of a short message. */
class Running implements MessageTask {
  done: Promise<void> = Promise.resolve();
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  abort(reason: Error): void {
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}

/** @throws Refusal INVALID that names the setting. */
function checkSettings(settings: ConsumerSettings): void {
  checkAddress(settings);
  const { concurrency, leaseMs, maxAttempts, backoff } = settings;
  const { concurrencyMax, leaseMinMs, leaseMaxMs, attemptsMax, backoffMaxMs } = messageLimits;
  checkWhole('concurrency', concurrency, 1, concurrencyMax);
  checkWhole('leaseMs', leaseMs, leaseMinMs, leaseMaxMs);
  checkWhole('maxAttempts', maxAttempts, 1, attemptsMax);
  checkWhole('backoff.delayMs', backoff?.delayMs, 0, backoffMaxMs);
  checkWhole('backoff.maxDelayMs', backoff?.maxDelayMs, 0, backoffMaxMs);
}

function checkWhole(field: string, value: number | undefined, from: number, to: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= from && value <= to)) return;
  const message = `${field} must be a whole number from ${from} to ${to}`;
  refuseBut([rangeOf(from, to)], 'INVALID', message, ...field.split('.'));
}
