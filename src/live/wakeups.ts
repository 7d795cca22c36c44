// One Redis subscription a channel and process, through graphql-redis-subscriptions, shared by all who listen. After an
// outage everybody is told to look again, since messages of that time are lost.

import { RedisPubSub } from 'graphql-redis-subscriptions';
import { isSlotChannel, subscribeRetryMs } from '../redis/base/channels.ts';
import { isCluster, type RedisClient } from '../redis/base/connect.ts';
import { SlotChannels } from '../redis/base/slot-channels.ts';
import { liveLimits } from './limits.ts';

/** Called with a message's text, or with '' after an outage. */
export type WakeupListener = (text: string) => void;

interface Channel {
  readonly listeners: Set<WakeupListener>;
  /** Settles when the subscription is answered; never where the connection is closed before. */
  readonly subscription: Promise<unknown>;
  stop(): void;
}

export class Wakeups {
  readonly #pubsub: RedisPubSub;
  readonly #subscriber: RedisClient;
  readonly #slots: SlotChannels | undefined;
  readonly #channels = new Map<string, Channel>();
  #outages = -1;
  readonly #onReady = (): void => {
    this.#outages += 1;
    if (this.#outages === 0 || this.#channels.size === 0) return;
    // Nobody else subscribes again on the new connection.
    const names = [...this.#channels.keys()].filter((name) => !this.#atSlot(name));
    if (names.length === 0) return;
    void this.#subscriber.subscribe(...names, () => this.#wake(names));
  };

  /** `subscriber` is a connection of its own, since a subscribed connection takes no other commands. */
  constructor({ publisher, subscriber }: { publisher: RedisClient; subscriber: RedisClient }) {
    this.#pubsub = new RedisPubSub({ publisher, subscriber, deserializer: String });
    this.#subscriber = subscriber;
    this.#slots = isCluster(publisher) ? new SlotChannels(publisher) : undefined;
    subscriber.on('ready', this.#onReady);
    handleLostAnswers(
      subscriber,
      (name) => this.#channels.has(name),
      (names) => this.#wake(names),
    );
    if (subscriber.status === 'ready') this.#outages = 0;
  }

  #wake(names: Iterable<string>): void {
    for (const name of names) for (const listener of [...(this.#channels.get(name)?.listeners ?? [])]) listener('');
  }

  /** Listens to a channel until the returned function is called. */
  listen(name: string, listener: WakeupListener): () => void {
    let channel = this.#channels.get(name);
    if (!channel) {
      const listeners = new Set<WakeupListener>();
      const hear = (text: string): void => {
        for (const each of [...listeners]) each(text);
      };
      const begin = this.#atSlot(name) ? this.#subscribeAtSlot(name, hear) : this.#subscribe(name, hear);
      channel = { listeners, ...begin };
      this.#channels.set(name, channel);
    }
    const { listeners } = channel;
    listeners.add(listener);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      const left = this.#channels.get(name);
      if (left?.listeners !== listeners) return;
      this.#channels.delete(name);
      left.stop();
    };
  }

  #atSlot(name: string): boolean {
    return this.#slots !== undefined && isSlotChannel(name);
  }

  #subscribe(name: string, hear: WakeupListener): Omit<Channel, 'listeners'> {
    const subscription = this.#pubsub.subscribe<string>(name, hear);
    // graphql-redis-subscriptions throws later when a subscription that is still pending is given up, so it never is.
    return { subscription, stop: () => void subscription.then((id) => this.#pubsub.unsubscribe(id)) };
  }

  #subscribeAtSlot(name: string, hear: WakeupListener): Omit<Channel, 'listeners'> {
    let confirm: (() => void) | undefined;
    const subscription = new Promise<void>((resolve) => {
      confirm = resolve;
    });
    const stop = (this.#slots as SlotChannels).listen(name, (text) => {
      if (!confirm) return hear(text);
      confirm();
      confirm = undefined;
    });
    return { subscription, stop };
  }

  /**
   * Resolves once Redis has confirmed the subscriptions to these channels, which somebody listens to; also after
   * `confirmMs`, since while Redis is away it is the read that follows which has to tell so.
   */
  async confirmed(names: readonly string[]): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, liveLimits.confirmMs);
    });
    await Promise.race([Promise.all(names.map((name) => this.#channels.get(name)?.subscription)), patience]);
    clearTimeout(timer);
  }

  close(): void {
    this.#subscriber.off('ready', this.#onReady);
    for (const channel of this.#channels.values()) channel.stop();
    this.#channels.clear();
    this.#slots?.close();
  }
}

type Send = (channels: string | string[]) => Promise<unknown>;

// graphql-redis-subscriptions leaves promises unheard: a copy of SUBSCRIBE's answer, and those of UNSUBSCRIBE and
// PUNSUBSCRIBE, of which it sends both. When the connection is closed before they come, their rejection would be nobody's
// and end the process. So it hears of a SUBSCRIBE that was answered, and of nothing else. One that Redis refuses, as when a
// script keeps it busy, is sent again while somebody listens; who listens has missed messages by then, and is told by `onLate`.
function handleLostAnswers(
  subscriber: RedisClient,
  isWanted: (channel: string) => boolean,
  onLate: (channels: readonly string[]) => void,
): void {
  const send = subscriber.subscribe.bind(subscriber) as Send;
  const subscribe = (channels: readonly string[], done: () => void): void => {
    send([...channels]).then(done, () => {
      const retry = (): void => {
        const left = channels.filter(isWanted);
        const late = (): void => {
          done();
          onLate(left);
        };
        if (subscriber.status === 'end') return;
        // What nobody listens to any more counts as answered, so that it can be left.
        if (left.length === 0) done();
        else subscribe(left, late);
      };
      setTimeout(retry, subscribeRetryMs).unref();
    });
  };
  subscriber.subscribe = ((...given: [...string[], (error: null) => void]) => {
    const done = given.pop() as (error: null) => void;
    subscribe(given as unknown as string[], () => done(null));
  }) as unknown as RedisClient['subscribe'];
  for (const name of ['unsubscribe', 'punsubscribe'] as const) {
    const send = subscriber[name].bind(subscriber) as Send;
    const quiet = (channel: string) => send(channel).catch(() => {});
    subscriber[name] = quiet as RedisClient['unsubscribe'] & RedisClient['punsubscribe'];
  }
}
