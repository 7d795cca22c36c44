// Listening to channels of slots in a cluster (sharded Pub/Sub): over one connection to each master that has some of them. Where a slot
// moves, by a failover or since nodes came and went, its channels are listened to where it is, and their listeners are told to look.

import calculateSlot from 'cluster-key-slot';
import { masterOf, type RedisCluster, type RedisNode, refreshSlots } from './connect.ts';

const limits = {
  /** How often it looks whether channels are listened to where their slots are. */
  checkMs: 1_000,
  /** Channels that one command subscribes to: all of them are of one slot. */
  channels: 1_000,
} as const;

/** Called with a message's text; with '' once the channel is listened to and whenever messages may have been missed. */
type Hear = (text: string) => void;

interface Listening {
  readonly hear: Hear;
  readonly lost: () => void;
}

interface Channel {
  readonly slot: number;
  readonly listeners: Set<Listening>;
  /** The master that confirmed it, or is asked to. */
  master?: string | undefined;
  confirmed: boolean;
}

export class SlotChannels {
  readonly #cluster: RedisCluster;
  readonly #channels = new Map<string, Channel>();
  readonly #masters = new Map<string, RedisNode>();
  #timer: NodeJS.Timeout | undefined;
  #planned: NodeJS.Immediate | undefined;

  constructor(cluster: RedisCluster) {
    this.#cluster = cluster;
  }

  /** Listens until the returned function is called. */
  listen(name: string, hear: Hear, lost: () => void = () => {}): () => void {
    let channel = this.#channels.get(name);
    if (!channel) {
      channel = { slot: calculateSlot(name), listeners: new Set(), confirmed: false };
      this.#channels.set(name, channel);
      this.#plan();
    }
    const { listeners } = channel;
    const own = { hear, lost };
    listeners.add(own);
    // Later, as the answer of a subscription would come.
    if (channel.confirmed)
      setImmediate(() => {
        if (listeners.has(own)) hear('');
      });
    this.#timer ??= setInterval(() => this.#check(), limits.checkMs).unref();
    return () => {
      if (!listeners.delete(own) || listeners.size > 0 || this.#channels.get(name)?.listeners !== listeners) return;
      this.#channels.delete(name);
      this.#leave(name, channel.master);
      if (this.#channels.size === 0) this.close();
    };
  }

  /** Nobody is told anything from now on. */
  close(): void {
    this.#channels.clear();
    for (const client of this.#masters.values()) client.disconnect();
    this.#masters.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Channels that come in one turn of the event loop are subscribed to together. */
  #plan(): void {
    this.#planned ??= setImmediate(() => {
      this.#planned = undefined;
      this.#check();
    });
  }

  #check(): void {
    const missing = new Map<number, string[]>();
    for (const [name, channel] of this.#channels) {
      const master = masterOf(this.#cluster, channel.slot)?.name;
      if (master === undefined || channel.master === master) continue;
      if (channel.master !== undefined) this.#lose(name, channel);
      missing.set(channel.slot, [...(missing.get(channel.slot) ?? []), name]);
    }
    for (const [slot, names] of missing)
      for (let start = 0; start < names.length; start += limits.channels)
        this.#subscribe(slot, names.slice(start, start + limits.channels));
    this.#closeUnused();
  }

  #subscribe(slot: number, names: readonly string[]): void {
    const master = masterOf(this.#cluster, slot);
    if (!master) return;
    const client = this.#masters.get(master.name) ?? this.#open(master);
    for (const name of names) {
      const channel = this.#channels.get(name);
      if (channel) channel.master = master.name;
    }
    client.ssubscribe(...names).then(
      () => this.#confirm(names, master.name),
      () => {
        // It has moved, or Redis refuses, as when a script keeps it busy: the next look tries again.
        refreshSlots(this.#cluster);
        for (const name of names) {
          const channel = this.#channels.get(name);
          if (channel?.master === master.name) channel.master = undefined;
        }
      },
    );
  }

  #confirm(names: readonly string[], master: string): void {
    for (const name of names) {
      const channel = this.#channels.get(name);
      if (!channel) this.#leave(name, master);
      if (channel?.master !== master) continue;
      channel.confirmed = true;
      for (const { hear } of [...channel.listeners]) hear('');
    }
  }

  #open({ name, open }: { readonly name: string; open(): RedisNode }): RedisNode {
    const client = open();
    this.#masters.set(name, client);
    client.on('smessage', (channel: string, text: string) => {
      for (const { hear } of [...(this.#channels.get(channel)?.listeners ?? [])]) hear(text);
    });
    // A slot that leaves takes its channels from those who listen, and Redis tells them so.
    const loseAll = (): void => {
      if (this.#masters.get(name) !== client) return;
      refreshSlots(this.#cluster);
      for (const [each, channel] of this.#channels) if (channel.master === name) this.#lose(each, channel);
      this.#plan();
    };
    client.on('moved', loseAll);
    client.on('close', loseAll);
    return client;
  }

  /** Messages may be missed from now on. */
  #lose(name: string, channel: Channel): void {
    const { master, confirmed } = channel;
    channel.master = undefined;
    channel.confirmed = false;
    this.#leave(name, master);
    if (confirmed) for (const { lost } of [...channel.listeners]) lost();
  }

  #leave(name: string, master: string | undefined): void {
    const client = master === undefined ? undefined : this.#masters.get(master);
    if (client?.status === 'ready') client.sunsubscribe(name).catch(() => {});
  }

  #closeUnused(): void {
    const used = new Set([...this.#channels.values()].map(({ master }) => master));
    for (const [name, client] of this.#masters) {
      if (used.has(name)) continue;
      this.#masters.delete(name);
      client.disconnect();
    }
  }
}
