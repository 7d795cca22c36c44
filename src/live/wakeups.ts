// One Redis subscription a channel and process, through graphql-redis-subscriptions, shared by all who listen. After an
// outage everybody is told to look again, since messages of that time are lost.

import type { RedisPubSub } from 'graphql-redis-subscriptions';
import type { RedisClient } from '../redis/connect.ts';
import { liveLimits } from './limits.ts';

/** Called with a message's text, or with '' after an outage. */
export type WakeupListener = (text: string) => void;

interface Channel {
  readonly listeners: Set<WakeupListener>;
  /** The pending or finished SUBSCRIBE; unsubscribing waits for it. */
  readonly subscription: Promise<number | undefined>;
}

export class Wakeups {
  readonly #pubsub: RedisPubSub;
  readonly #subscriber: RedisClient;
  readonly #channels = new Map<string, Channel>();
  readonly #onReady = (): void => {
    for (const { listeners } of this.#channels.values()) for (const listener of [...listeners]) listener('');
  };

  constructor(pubsub: RedisPubSub, subscriber: RedisClient) {
    this.#pubsub = pubsub;
    this.#subscriber = subscriber;
    subscriber.on('ready', this.#onReady);
    handleUnsubscribe(subscriber);
  }

  /** Listens to a channel until the returned function is called. */
  listen(name: string, listener: WakeupListener): () => void {
    let channel = this.#channels.get(name);
    if (!channel) {
      const listeners = new Set<WakeupListener>();
      const subscription = this.#pubsub
        .subscribe<string>(name, (text) => {
          for (const each of [...listeners]) each(text);
        })
        .catch(() => undefined);
      channel = { listeners, subscription };
      this.#channels.set(name, channel);
    }
    const { listeners } = channel;
    listeners.add(listener);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      const left = this.#channels.get(name);
      if (left?.listeners !== listeners) return;
      this.#channels.delete(name);
      this.#unsubscribe(left);
    };
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
    for (const channel of this.#channels.values()) this.#unsubscribe(channel);
    this.#channels.clear();
  }

  // graphql-redis-subscriptions throws later when a subscription that is still pending is given up, so it never is.
  #unsubscribe(channel: Channel): void {
    void channel.subscription.then((id) => {
      if (id !== undefined) this.#pubsub.unsubscribe(id);
    });
  }
}

// graphql-redis-subscriptions does not look at the answer to UNSUBSCRIBE. When the connection is closed before it comes,
// the rejection would be nobody's and end the process.
function handleUnsubscribe(subscriber: RedisClient): void {
  const unsubscribe = subscriber.unsubscribe.bind(subscriber) as (...channels: string[]) => Promise<unknown>;
  subscriber.unsubscribe = ((...channels: string[]) => {
    const answer = unsubscribe(...channels);
    answer.catch(() => {});
    return answer;
  }) as typeof subscriber.unsubscribe;
}
