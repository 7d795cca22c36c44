// How much products are wanted at present. A product's count lies in one shard, so what is wanted most of all is merged from what is wanted
// most in each.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import type { ShardOrOne, Shards } from '../base/shards.ts';
import { recommendationKeys } from './keys.ts';
import { decayEpochMs, recommendationLimits } from './limits.ts';
import { trendShards } from './shard.ts';

const trendScript = loadScript('recommendation/trend');

export class Trends {
  readonly #redis: RedisHandle;
  readonly #shards: Shards<ShardOrOne>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#shards = trendShards(redis);
  }

  /** The counts of each shard, for scripts that read all of them. */
  get keys(): readonly string[] {
    return this.#shards.numbers.map((shard) => this.#keyOf(shard));
  }

  /** Counts that products are wanted, once per event and shard: one script for all shards of a slot. */
  async count(weight: number, skus: readonly string[], eventId: string): Promise<void> {
    const groups = new Map<number, Map<ShardOrOne, string[]>>();
    for (const [shard, some] of this.#byShard(skus)) {
      const group = this.#redis.groupOf(this.#keyOf(shard));
      const shards = groups.get(group);
      if (shards) shards.set(shard, some);
      else groups.set(group, new Map([[shard, some]]));
    }
    await Promise.all([...groups.values()].map((shards) => this.#count(weight, shards, eventId)));
  }

  #count(weight: number, shards: ReadonlyMap<ShardOrOne, readonly string[]>, eventId: string): Promise<unknown> {
    const { prefix } = this.#redis;
    const { halfLifeMs, maxTrending, ttlMs, rememberMs } = recommendationLimits;
    const most = Math.ceil(maxTrending / this.#shards.numbers.length);
    return this.#redis.run(
      trendScript,
      [...shards.keys()].flatMap((shard) => [
        this.#keyOf(shard),
        recommendationKeys.trendingSeen(prefix, shard, eventId),
      ]),
      [
        ...[weight, halfLifeMs, decayEpochMs, most, ttlMs, rememberMs],
        ...[...shards.values()].flatMap((skus) => [skus.length, ...skus]),
      ],
    );
  }

  /** How much each of some products is wanted; null for one that is not among those that are counted. */
  async of(skus: readonly string[]): Promise<(string | null)[]> {
    const wanted = new Map<string, string | null>();
    const read = async ([shard, some]: [ShardOrOne, string[]]): Promise<void> => {
      const scores = await this.#redis.client.zmscore(this.#keyOf(shard), ...some);
      for (const [index, sku] of some.entries()) wanted.set(sku, scores[index] ?? null);
    };
    await Promise.all([...this.#byShard(skus)].map(read));
    return skus.map((sku) => wanted.get(sku) ?? null);
  }

  /** The products that are wanted most, the first one before all. */
  async top(count: number): Promise<string[]> {
    const lists = await Promise.all(
      this.keys.map((key) => this.#redis.client.zrevrange(key, 0, count - 1, 'WITHSCORES')),
    );
    return lists
      .flatMap((list) => [...pairsOf(list)])
      .sort(([a, x], [b, y]) => y - x || (a > b ? -1 : 1))
      .slice(0, count)
      .map(([sku]) => sku);
  }

  #byShard(skus: readonly string[]): Map<ShardOrOne, string[]> {
    const groups = new Map<ShardOrOne, string[]>();
    for (const sku of skus) {
      const shard = this.#shards.of(sku);
      const group = groups.get(shard);
      if (group) group.push(sku);
      else groups.set(shard, [sku]);
    }
    return groups;
  }

  #keyOf(shard: ShardOrOne): string {
    return recommendationKeys.trending(this.#redis.prefix, shard);
  }
}

/** What a command answers WITHSCORES. */
export function pairsOf(list: readonly string[]): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let at = 0; at < list.length; at += 2) pairs.set(list[at] as string, Number(list[at + 1]));
  return pairs;
}
