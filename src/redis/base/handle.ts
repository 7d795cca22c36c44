// What every subject's store stands on: one connection for commands, the prefix of all keys and a way to run scripts.

import calculateSlot from 'cluster-key-slot';
import { parseRedisUrl, type RedisAddress } from './address.ts';
import { type ChannelListener, type ChannelPrefix, Channels, channelPrefixOf, slotPrefixOf } from './channels.ts';
import { connect, connectBeside, databaseOf, isCluster, type RedisClient, untilReady } from './connect.ts';
import { claimLayout } from './layout.ts';
import { runScript, runScripts, type Script, type ScriptArgument, type ScriptCall } from './scripts.ts';
import { type ShardCount, ShardPlan, shardCounts } from './shards.ts';

const defaults = { prefix: 'mortar', readyTimeoutMs: 5_000 } as const;

/** How a connection is opened. */
export interface OpenSettings {
  /** As of the constructor (mortar). */
  readonly prefix?: string;
  /** How many shards a data set gets that is made here (12). */
  readonly shards?: ShardCount;
  /** How long to wait for Redis to answer (5,000). */
  readonly readyTimeoutMs?: number;
}

export class RedisHandle {
  readonly client: RedisClient;
  /** Starts every key. */
  readonly prefix: string;
  /** Starts every channel; where all messages of one come from scripts of one slot, `channelPrefixAt` does. */
  readonly channelPrefix: ChannelPrefix;
  /** How the keys of its data are spread over slots. */
  readonly shards: ShardPlan;
  readonly #channels: Channels;

  /**
   * On a connection of the caller's. `prefix` starts every key and channel, so that several applications, or tests, can
   * share one Redis. For data that may be there already use `on`, which reads how its keys are spread.
   */
  constructor(client: RedisClient, prefix: string = defaults.prefix, shards = new ShardPlan(shardCounts[0])) {
    this.client = client;
    this.shards = shards;
    // A brace would make a hash tag of its own.
    if (/[{}]/.test(prefix)) throw new Error(`The key prefix ${JSON.stringify(prefix)} must not contain a brace`);
    this.prefix = prefix;
    this.channelPrefix = channelPrefixOf(prefix, databaseOf(client));
    this.#channels = new Channels(client, () => connectBeside(client, 'subscriber'));
  }

  /**
   * Connects to a Redis.
   * @param to one server, TLS, Sentinel or a cluster: a URL, or what `parseRedisUrl` made of one
   * @throws an Error that says why Redis cannot be used.
   */
  static async open(to: string | RedisAddress, settings: OpenSettings = {}): Promise<RedisHandle> {
    const client = connect(typeof to === 'string' ? parseRedisUrl(to) : to, 'commands');
    try {
      await untilReady(client, settings.readyTimeoutMs ?? defaults.readyTimeoutMs);
      return await RedisHandle.on(client, settings);
    } catch (error) {
      client.disconnect();
      throw error;
    }
  }

  /**
   * On a connection of the caller's, to data that may be there already.
   * @throws UnknownLayout if another version of Mortar wrote it.
   */
  static async on(
    client: RedisClient,
    { prefix = defaults.prefix, shards }: Omit<OpenSettings, 'readyTimeoutMs'> = {},
  ): Promise<RedisHandle> {
    return new RedisHandle(client, prefix, await claimLayout({ client, prefix }, shards));
  }

  /**
   * Whether one script can find keys of any shard and read them: not on a cluster, where it reaches one slot, and not in a data set of
   * layout 1, whose shards scripts do not know.
   */
  get findsByScript(): boolean {
    return !isCluster(this.client) && this.shards.count !== undefined;
  }

  run(script: Script, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> {
    return runScript(this.client, script, keys, args);
  }

  runAll(calls: readonly ScriptCall[]): Promise<unknown[]> {
    return runScripts(this.client, calls);
  }

  /** Asks with a command that only reads. */
  read<T>(ask: (client: RedisClient) => Promise<T>): Promise<T> {
    return ask(this.client);
  }

  /** Whether keys lie in slots, so that a script must have all of its keys in one: on a cluster. */
  get hasSlots(): boolean {
    return isCluster(this.client);
  }

  /**
   * Starts the channels on which scripts of this key's slot publish. In a cluster these are channels of the slot, whose messages stay with
   * its master.
   */
  channelPrefixAt(key: string): ChannelPrefix {
    return isCluster(this.client) ? slotPrefixOf(this.channelPrefix, key) : this.channelPrefix;
  }

  /** Which batch a key's calls belong to: its slot on a cluster, one batch for all elsewhere. */
  groupOf(key: string): number {
    return isCluster(this.client) ? calculateSlot(key) : 0;
  }

  /**
   * Calls `listener` for each message on a channel until the returned function is called; all share one connection.
   * `onLost` is called when it is lost; `listener` with '' once it is back.
   */
  listen(channel: string, listener: ChannelListener, onLost?: () => void): () => void {
    return this.#channels.listen(channel, listener, onLost);
  }

  /** Ends its connections; calls that still wait for an answer fail. */
  close(): void {
    this.#channels.close();
    this.client.disconnect();
  }
}

/**
 * The Redis of somebody who works until it is closed: a handle, which stays the caller's, or a URL as `parseRedisUrl`
 * understands it, to which a connection is opened that `release` ends.
 */
export function useRedis(redis: RedisHandle | string): { readonly redis: RedisHandle; release(): void } {
  if (typeof redis !== 'string') return { redis, release: () => {} };
  // Neither a worker nor a consumer has a key that is in a shard.
  const own = new RedisHandle(connect(parseRedisUrl(redis), 'commands'));
  return { redis: own, release: () => own.close() };
}
