// One Redis subscription a channel and process, through graphql-redis-subscriptions, shared by all who listen. After an
// outage everybody is told to look again, since messages of that time are lost.

import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { RedisClient } from '../redis/base/connect.ts';
import { liveLimits } from './limits.ts';

/** Called with a message's text, or with '' after an outage. */
export type WakeupListener = (text: string) => void;

interface Channel {
  readonly listeners: Set<WakeupListener>;
  /** Settles when SUBSCRIBE is answered, which unsubscribing waits for; never where the connection is closed before. */
  readonly subscription: Promise<number>;
}

export class Wakeups {
  readonly #pubsub: RedisPubSub;
  readonly #subscriber: RedisClient;
  readonly #channels = new Map<string, Channel>();
  readonly #onReady = (): void => {
    for (const { listeners } of this.#channels.values()) for (const listener of [...listeners]) listener('');
  };

  /** `subscriber` is a connection of its own, since a subscribed connection takes no other commands. */
  constructor({ publisher, subscriber }: { publisher: RedisClient; subscriber: RedisClient }) {
    this.#pubsub = new RedisPubSub({ publisher, subscriber, deserializer: String });
    this.#subscriber = subscriber;
    subscriber.on('ready', this.#onReady);
    handleLostAnswers(subscriber);
  }

  /** Listens to a channel until the returned function is called. */
  listen(name: string, listener: WakeupListener): () => void {
    let channel = this.#channels.get(name);
    if (!channel) {
      const listeners = new Set<WakeupListener>();
      const subscription = this.#pubsub.subscribe<string>(name, (text) => {
        for (const each of [...listeners]) each(text);
      });
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
    void channel.subscription.then((id) => this.#pubsub.unsubscribe(id));
  }
}

type Send = (channels: string | string[]) => Promise<unknown>;

// graphql-redis-subscriptions leaves promises unheard: a copy of SUBSCRIBE's answer, and those of UNSUBSCRIBE and
// PUNSUBSCRIBE, of which it sends both. When the connection is closed before they come, their rejection would be nobody's
// and end the process. So it hears of a SUBSCRIBE that was answered, and of nothing else.
function handleLostAnswers(subscriber: RedisClient): void {
  const subscribe = subscriber.subscribe.bind(subscriber) as Send;
  // ioredis itself comes here too, after a lost connection, with all channels and without a callback.
  subscriber.subscribe = ((channels: string | string[], done?: (error: null) => void) => {
    subscribe(channels).then(
      () => done?.(null),
      () => {},
    );
  }) as unknown as RedisClient['subscribe'];
  for (const name of ['unsubscribe', 'punsubscribe'] as const) {
    const send = subscriber[name].bind(subscriber) as Send;
    const quiet = (channel: string) => send(channel).catch(() => {});
    subscriber[name] = quiet as RedisClient['unsubscribe'] & RedisClient['punsubscribe'];
  }
}
