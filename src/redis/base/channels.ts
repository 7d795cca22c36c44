// Listening to channels, over one connection that is open while somebody listens.

import { isCluster, type RedisClient } from './connect.ts';
import { guarded } from './guarded.ts';
import { SlotChannels } from './slot-channels.ts';

/** From a subscription that Redis has refused to the next try. */
export const subscribeRetryMs = 1_000;

/** Called with a message's text; with '' once the channel is listened to and after an outage: look for yourself. */
export type ChannelListener = (text: string) => void;

/** Starts every channel, as the type of `RedisHandle.channelPrefix`: a key's prefix in its place does not compile. */
export type ChannelPrefix = string & { readonly startsChannels: unique symbol };

/**
 * The databases of one server have their keys apart, but all channels in common, so that these carry the number. Database 0 is that
 * of most, of a cluster and of every Mortar that knew no such number.
 */
export function channelPrefixOf(prefix: string, database: number): ChannelPrefix {
  return (database === 0 ? prefix : `${prefix}:@${database}`) as ChannelPrefix;
}

/** Starts the channels of a key's slot, by the hash tag of the key. */
export function slotPrefixOf(prefix: ChannelPrefix, key: string): ChannelPrefix {
  const [tag = ''] = /\{[^}]+\}/.exec(key) ?? [];
  return `${prefix}:+${tag}` as ChannelPrefix;
}

/** As src/redis/base/lua/include/publish.lua tells them apart. */
export function isSlotChannel(channel: string): boolean {
  return channel.includes(':+{');
}

interface Listening {
  readonly hear: ChannelListener;
  readonly lost: () => void;
}

export class Channels {
  readonly #connect: () => RedisClient;
  readonly #listeners = new Map<string, Set<Listening>>();
  readonly #slots: SlotChannels | undefined;
  #subscriber: RedisClient | undefined;

  /** `connect` opens a connection of the role `subscriber` beside `client`. */
  constructor(client: RedisClient, connect: () => RedisClient) {
    this.#connect = connect;
    this.#slots = isCluster(client) ? new SlotChannels(client) : undefined;
  }

  /** Listens until the returned function is called. `onLost` is called when messages may be missed from now on. */
  listen(channel: string, listener: ChannelListener, onLost?: () => void): () => void {
    if (this.#slots && isSlotChannel(channel))
      return this.#slots.listen(channel, guarded('A listener', listener), guarded('onLost', onLost));
    const subscriber = this.#open();
    const listeners = this.#listeners.get(channel) ?? new Set();
    const own: Listening = { hear: guarded('A listener', listener), lost: guarded('onLost', onLost) };
    listeners.add(own);
    this.#listeners.set(channel, listeners);
    const look = (): void => {
      if (listeners.has(own)) own.hear('');
    };
    // Also where others listen: the answer to their subscription may be on its way still.
    this.#subscribe(subscriber, [channel], look);
    return () => {
      if (!listeners.delete(own) || listeners.size > 0) return;
      this.#listeners.delete(channel);
      if (this.#listeners.size === 0) this.close();
      else subscriber.unsubscribe(channel).catch(() => {});
    };
  }

  /** Nobody is told anything from now on. */
  close(): void {
    this.#listeners.clear();
    this.#slots?.close();
    this.#subscriber?.disconnect();
    this.#subscriber = undefined;
  }

  /** Subscribes again while Redis refuses, as when a script keeps it busy, to those channels that somebody listens to still. */
  #subscribe(subscriber: RedisClient, channels: readonly string[], onConfirmed: () => void): void {
    subscriber.subscribe(...channels).then(onConfirmed, () => {
      const retry = (): void => {
        const left = channels.filter((channel) => this.#listeners.has(channel));
        if (left.length > 0 && this.#subscriber === subscriber) this.#subscribe(subscriber, left, onConfirmed);
      };
      setTimeout(retry, subscribeRetryMs).unref();
    });
  }

  #open(): RedisClient {
    if (this.#subscriber) return this.#subscriber;
    const subscriber = this.#connect();
    subscriber.on('message', (channel: string, text: string) => {
      for (const { hear } of [...(this.#listeners.get(channel) ?? [])]) hear(text);
    });
    let outages = -1;
    subscriber.on('ready', () => {
      outages += 1;
      if (outages === 0 || this.#listeners.size === 0) return;
      // ioredis subscribes again by itself; this answer tells that it has.
      this.#subscribe(subscriber, [...this.#listeners.keys()], () => {
        for (const listeners of this.#listeners.values()) for (const { hear } of [...listeners]) hear('');
      });
    });
    subscriber.on('close', () => {
      for (const listeners of this.#listeners.values()) for (const { lost } of listeners) lost();
    });
    this.#subscriber = subscriber;
    return subscriber;
  }
}
