// Products that go together, learned from what is bought, put into carts and looked at together. The work is done by jobs
// when something happens; a read is one ZSET.

import type { Catalogue, Product } from './catalogue.ts';
import type { RedisHandle } from './handle.ts';
import type { Inventory } from './inventory.ts';
import type { ProductSearch } from './product-search.ts';
import { loadScript } from './scripts.ts';

export const recommendationLimits = {
  /** Neighbours kept of one product. */
  maxNeighbours: 200,
  /** Products of one event that are paired with each other: 20 make 380 pairs. */
  maxTogether: 20,
  /** Together at least so often, weighed, before they recommend each other. */
  minSupport: 10,
  halfLifeMs: 30 * 24 * 3_600_000,
  ttlMs: 180 * 24 * 3_600_000,
  /** An event counts once; it is remembered so long. */
  rememberMs: 7 * 24 * 3_600_000,
  /** Neighbours that are ranked and shown. */
  maxRanked: 60,
  maxFirst: 50,
} as const;

export type LearnKind = 'view' | 'cart' | 'purchase';
const weights: Record<LearnKind, number> = { view: 1, cart: 3, purchase: 5 };

/** Counts are kept as of this moment: newer events weigh more, which is how older ones fade. The same in the script. */
const decayEpochMs = 1_735_689_600_000;

const learnScript = loadScript('recommendation-learn');

export class Recommendations {
  readonly #redis: RedisHandle;
  readonly #catalogue: Catalogue;
  readonly #inventory: Inventory;
  readonly #search: ProductSearch;

  constructor(redis: RedisHandle, catalogue: Catalogue, inventory: Inventory, search: ProductSearch) {
    this.#redis = redis;
    this.#catalogue = catalogue;
    this.#inventory = inventory;
    this.#search = search;
  }

  /** Notes that these products went together, and works out anew what goes with each. An event given again counts once. */
  async learn(kind: LearnKind, skus: readonly string[], eventId: string): Promise<void> {
    const { keys } = this.#redis;
    const together = [...new Set(skus)].slice(0, recommendationLimits.maxTogether);
    if (together.length < 2) return;
    await Promise.all(
      together.map((sku) =>
        this.#redis.run(
          learnScript,
          [keys.recommendation(sku, 'together'), keys.recommendationSeen(sku, eventId)],
          [
            weights[kind],
            recommendationLimits.halfLifeMs,
            recommendationLimits.maxNeighbours,
            recommendationLimits.ttlMs,
            recommendationLimits.rememberMs,
            sku,
            ...together.filter((other) => other !== sku),
          ],
        ),
      ),
    );
    for (const sku of together) await this.#rank(sku);
  }

  /**
   * Cosine: how often two went together, by the root of how often each went with anything. So what sells with everything
   * does not crowd out what belongs together.
   */
  async #rank(sku: string): Promise<void> {
    const { client, keys } = this.#redis;
    const key = keys.recommendation(sku, 'together');
    const counts = pairsOf(await client.zrevrange(key, 0, recommendationLimits.maxRanked, 'WITHSCORES'));
    const own = counts.get(sku) ?? 0;
    const support =
      recommendationLimits.minSupport * 2 ** ((Date.now() - decayEpochMs) / recommendationLimits.halfLifeMs);
    const others = [...counts].filter(([other, count]) => other !== sku && count >= support);
    const theirs = await Promise.all(
      others.map(([other]) => client.zscore(keys.recommendation(other, 'together'), other)),
    );
    const ranked = others.map(([other, count], index) => {
      const their = Number(theirs[index] ?? 0);
      return { other, score: their > 0 ? count / Math.sqrt(own * their) : 0 };
    });
    if (ranked.length === 0) return;
    const top = keys.recommendation(sku, 'top');
    const replies = await client
      .multi()
      .del(top)
      .zadd(top, ...ranked.flatMap(({ other, score }) => [score, other]))
      .pexpire(top, recommendationLimits.ttlMs)
      .exec();
    for (const [error] of replies ?? []) if (error) throw error;
  }

  /** What goes with a product, only what is for sale and in stock; filled up with what sells best. */
  async forProduct(sku: string, first: number): Promise<Product[]> {
    return this.#pick(await this.#neighbours([sku]), new Set([sku]), first);
  }

  /** What goes with what somebody has in the cart or bought, without these themselves. */
  async forBasket(skus: readonly string[], first: number): Promise<Product[]> {
    return this.#pick(await this.#neighbours(skus.slice(-recommendationLimits.maxTogether)), new Set(skus), first);
  }

  async #neighbours(skus: readonly string[]): Promise<string[]> {
    const { client, keys } = this.#redis;
    const lists = await Promise.all(
      skus.map((sku) => client.zrevrange(keys.recommendation(sku, 'top'), 0, -1, 'WITHSCORES')),
    );
    const scores = new Map<string, number>();
    for (const list of lists)
      for (const [other, score] of pairsOf(list)) scores.set(other, (scores.get(other) ?? 0) + score);
    return [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([sku]) => sku);
  }

  async #pick(candidates: readonly string[], without: ReadonlySet<string>, first: number): Promise<Product[]> {
    const wanted = Math.min(first, recommendationLimits.maxFirst);
    const picked = await this.#forSale(candidates.filter((sku) => !without.has(sku)).slice(0, wanted * 3));
    if (picked.length < wanted) {
      const best = await this.#search.page({ sort: 'BEST_SELLING', size: Math.min(100, wanted * 2 + without.size) });
      const known = new Set([...without, ...picked.map((product) => product.sku)]);
      const fill = best.entries.map((entry) => entry.product.sku).filter((sku) => !known.has(sku));
      picked.push(...(await this.#forSale(fill)));
    }
    return picked.slice(0, wanted);
  }

  async #forSale(skus: readonly string[]): Promise<Product[]> {
    const [products, stock] = await Promise.all([this.#catalogue.many(skus), this.#inventory.many(skus)]);
    return products.filter(
      (product, index): product is Product => product?.active === true && (stock[index]?.available ?? 0) > 0,
    );
  }
}

function pairsOf(list: readonly string[]): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let at = 0; at < list.length; at += 2) pairs.set(list[at] as string, Number(list[at + 1]));
  return pairs;
}
