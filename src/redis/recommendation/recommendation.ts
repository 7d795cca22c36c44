// Products that go together, learned from what is bought, put into carts and looked at together. The work is done by jobs
// when something happens; a read is one ZSET.

import { hash } from 'node:crypto';
import { RedisClock } from '../base/clock.ts';
import { isCluster } from '../base/connect.ts';
import { checkCount, checkEntries, checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError, readable } from '../base/or-error.ts';
import { checkLimit } from '../base/page.ts';
import { loadScript } from '../base/scripts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { catalogueKeys } from '../catalogue/keys.ts';
import { isSku, type Product, parseProduct } from '../catalogue/product.ts';
import type { ProductSearch } from '../catalogue/search.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { inventoryKeys } from '../inventory/keys.ts';
import { recommendationKeys } from './keys.ts';
import { decayEpochMs, recommendationLimits } from './limits.ts';
import { pairsOf, Trends } from './trend.ts';

export type LearnKind = 'view' | 'cart' | 'purchase';
const weights: Record<LearnKind, number> = { view: 1, cart: 3, purchase: 5 };

const learnScript = loadScript('recommendation/learn');
const pickedScript = loadScript('recommendation/picked');

/** Products that were bought, put into a cart or looked at by one person. */
export interface Together {
  readonly skus: readonly string[];
  /** The same event given again within a week counts once. */
  readonly eventId: string;
}

/** As recommendation/lua/picked.lua says it. */
const reasons = { together: 'BOUGHT_TOGETHER', wanted: 'WANTED', selling: 'BEST_SELLING' } as const;
type RecommendationReason = (typeof reasons)[keyof typeof reasons];

export interface Recommended {
  readonly product: Product;
  readonly reason: RecommendationReason;
  /** The product that it goes with most; null where it is recommended for another reason. */
  readonly with: string | null;
}

export class Recommendations {
  readonly #redis: RedisHandle;
  readonly #catalogue: Catalogue;
  readonly #inventory: Inventory;
  readonly #search: ProductSearch;
  readonly #clock: RedisClock;
  readonly #trends: Trends;

  constructor(redis: RedisHandle, catalogue: Catalogue, inventory: Inventory, search: ProductSearch) {
    this.#redis = redis;
    this.#catalogue = catalogue;
    this.#inventory = inventory;
    this.#search = search;
    this.#clock = new RedisClock(redis.client);
    this.#trends = new Trends(redis);
  }

  /** Notes which products went together, and works out again what goes with each. */
  async learn(kind: LearnKind, events: readonly Together[]): Promise<void> {
    checkCount(events, 'events', recommendationLimits.maxEvents);
    for (const [index, { eventId }] of events.entries())
      checkText(eventId, ['events', String(index), 'eventId'], recommendationLimits.maxEventIdLength);
    const counted = events.map(({ skus, eventId }) => ({
      skus: drawn([...new Set(skus.filter(isSku))], eventId),
      eventId,
    }));
    for (const turn of turnsOf(counted.filter(({ skus }) => skus.length > 0)))
      await Promise.all(turn.map(({ skus, eventId }) => this.#trends.count(weights[kind], skus, eventId)));
    for (const turn of turnsOf(pairingsOf(counted)))
      await Promise.all(turn.map((pairing) => this.#pair(kind, pairing)));
    const touched = [...new Set(counted.flatMap(({ skus }) => (skus.length > 1 ? skus : [])))];
    const { rankedAtOnce } = recommendationLimits;
    for (let start = 0; start < touched.length; start += rankedAtOnce)
      await Promise.all(touched.slice(start, start + rankedAtOnce).map((sku) => this.#rank(sku)));
  }

  #pair(kind: LearnKind, { sku, skus, eventId }: Pairing): Promise<unknown> {
    const { prefix } = this.#redis;
    const { halfLifeMs, maxNeighbours, ttlMs, rememberMs } = recommendationLimits;
    return this.#redis.run(
      learnScript,
      [recommendationKeys.of(prefix, sku, 'together'), recommendationKeys.seen(prefix, sku, eventId)],
      [
        weights[kind],
        halfLifeMs,
        decayEpochMs,
        maxNeighbours,
        ttlMs,
        rememberMs,
        sku,
        ...skus.filter((other) => other !== sku),
      ],
    );
  }

  /**
   * By how often two went together, and less where the other one sells with everything. How much less was tried on a real shop's
   * invoices (`npm run bench -- recommendations`): the cosine, which divides by the square root, prefers what is rare so much
   * that what sells best at all was bought next more often.
   */
  async #rank(sku: string): Promise<void> {
    const { client, prefix } = this.#redis;
    const key = recommendationKeys.of(prefix, sku, 'together');
    const { halfLifeMs, maxRanked, maxShown, minSupport, ttlMs } = recommendationLimits;
    const support = minSupport * 2 ** (((await this.#clock.nowMs()) - decayEpochMs) / halfLifeMs);
    // Its own count is among them, at the head.
    const counts = await client.zrevrangebyscore(key, '+inf', support, 'WITHSCORES', 'LIMIT', 0, maxRanked + 1);
    const others = [...pairsOf(counts)].filter(([other]) => other !== sku);
    if (others.length === 0) return;
    const wanted = await this.#trends.of(others.map(([other]) => other));
    const ranked = others
      .map(([other, count], index) => ({
        other,
        // One that has fallen out of the count of all is rare: it was with this product alone.
        score: count / Number(wanted[index] ?? count) ** recommendationLimits.frequencyPower,
      }))
      .sort((a, b) => b.score - a.score || (a.other < b.other ? -1 : 1))
      .slice(0, maxShown);
    const top = recommendationKeys.of(prefix, sku, 'top');
    const replies = await client
      .multi()
      .del(top)
      .zadd(top, ...ranked.flatMap(({ other, score }) => [score, other]))
      .pexpire(top, ttlMs)
      .exec();
    for (const [error] of replies ?? []) if (error) throw error;
  }

  /** What goes with a product, only what is for sale and in stock; filled up with what is wanted at present. */
  async forProduct(sku: string, first: number): Promise<Product[]> {
    return productsOf(await this.#pick([sku], new Set([sku]), first));
  }

  /** What goes with what somebody has in the cart or bought, without these themselves. */
  async forBasket(skus: readonly string[], first: number): Promise<Product[]> {
    return productsOf(await this.forCart(skus, first));
  }

  /** As `forBasket`, each with why it is recommended. */
  async forCart(skus: readonly string[], first: number): Promise<Recommended[]> {
    checkEntries(skus, 'skus');
    return this.#pick(skus.slice(-recommendationLimits.maxBasket), new Set(skus), first);
  }

  /** One round trip; on a cluster, where each product is in a slot of its own, two to four. */
  async #pick(skus: readonly string[], without: ReadonlySet<string>, first: number): Promise<Recommended[]> {
    checkLimit(first, recommendationLimits.page);
    const { client, prefix } = this.#redis;
    if (isCluster(client)) return this.#pickApart(await this.#neighbours(skus), without, first);
    const trends = this.#trends.keys;
    const picked = (await this.#redis.run(
      pickedScript,
      [
        catalogueKeys.part(prefix, 'products'),
        catalogueKeys.part(prefix, 'skus'),
        catalogueKeys.part(prefix, 'sold'),
        inventoryKeys.part(prefix, 'on-hand'),
        inventoryKeys.part(prefix, 'reserved'),
        ...trends,
        ...skus.map((sku) => recommendationKeys.of(prefix, sku, 'top')),
      ],
      [first, recommendationLimits.candidatesPerPick, recommendationLimits.bestSelling, trends.length, ...without],
    )) as (string | number)[];
    const found: Recommended[] = [];
    for (let at = 0; at < picked.length; at += 3) {
      const [text, kind, place] = picked.slice(at, at + 3) as [string, keyof typeof reasons, number];
      const [product] = readable([orError(() => parseProduct(text))]);
      if (product) found.push({ product, reason: reasons[kind], with: skus[place - 1] ?? null });
    }
    return found;
  }

  /** What goes with some products, the closest first, and with which of them each goes most. */
  async #neighbours(skus: readonly string[]): Promise<Map<string, string>> {
    const { client, prefix } = this.#redis;
    const lists = await Promise.all(
      skus.map((sku) => client.zrevrange(recommendationKeys.of(prefix, sku, 'top'), 0, -1, 'WITHSCORES')),
    );
    const found = new Map<string, { score: number; most: number; with: string }>();
    for (const [index, list] of lists.entries())
      for (const [other, score] of pairsOf(list)) {
        const before = found.get(other);
        const isMost = !before || score > before.most;
        const closest = isMost
          ? { most: score, with: skus[index] as string }
          : { most: before.most, with: before.with };
        found.set(other, { score: (before?.score ?? 0) + score, ...closest });
      }
    const sorted = [...found].sort(([a, x], [b, y]) => y.score - x.score || (a < b ? -1 : 1));
    return new Map(sorted.map(([sku, each]) => [sku, each.with]));
  }

  async #pickApart(
    candidates: ReadonlyMap<string, string>,
    without: ReadonlySet<string>,
    wanted: number,
  ): Promise<Recommended[]> {
    const closest = await this.#forSale(
      [...candidates.keys()]
        .filter((sku) => !without.has(sku))
        .slice(0, wanted * recommendationLimits.candidatesPerPick),
    );
    const picked = closest.map((product): Recommended => {
      return { product, reason: reasons.together, with: candidates.get(product.sku) ?? null };
    });
    if (picked.length >= wanted) return picked.slice(0, wanted);
    const known = new Set([...without, ...candidates.keys()]);
    // Asked for at once: there are seldom enough that are trending.
    const [trending, bestSelling] = await Promise.all([
      this.#trends.top(wanted + known.size),
      this.#bestSelling(wanted + known.size),
    ]);
    const fill = new Set([...trending, ...bestSelling].filter((sku) => !known.has(sku)));
    const isWanted = new Set(trending);
    const rest = (await this.#forSale([...fill])).map((product): Recommended => {
      return { product, reason: isWanted.has(product.sku) ? reasons.wanted : reasons.selling, with: null };
    });
    return [...picked, ...rest].slice(0, wanted);
  }

  async #bestSelling(count: number): Promise<string[]> {
    const best = await this.#search.page({
      sort: 'BEST_SELLING',
      size: Math.min(recommendationLimits.bestSelling, count),
    });
    return readable(best.entries.map((entry) => entry.product)).map(({ sku }) => sku);
  }

  async #forSale(skus: readonly string[]): Promise<Product[]> {
    const [products, stock] = await Promise.all([this.#catalogue.many(skus), this.#inventory.many(skus)]);
    return products.filter(
      (product, index): product is Product => product?.active === true && (stock[index]?.available ?? 0) > 0,
    );
  }
}

const productsOf = (recommended: readonly Recommended[]): Product[] => recommended.map(({ product }) => product);

/** One product of an event, beside all of its products. */
interface Pairing extends Together {
  readonly sku: string;
}

function* pairingsOf(events: readonly Together[]): Generator<Pairing> {
  for (const event of events) if (event.skus.length > 1) for (const sku of event.skus) yield { ...event, sku };
}

/** What is handed to Redis at a time. */
function* turnsOf<Item extends Together>(items: Iterable<Item>): Generator<Item[]> {
  let turn: Item[] = [];
  let pairs = 0;
  for (const item of items) {
    if (turn.length > 0 && pairs + item.skus.length > recommendationLimits.pairsAtOnce) {
      yield turn;
      turn = [];
      pairs = 0;
    }
    turn.push(item);
    pairs += item.skus.length;
  }
  if (turn.length > 0) yield turn;
}

/** The products of an event, or as many of them as are paired: the same ones when it is given again. */
function drawn(skus: string[], eventId: string): readonly string[] {
  if (skus.length <= recommendationLimits.maxTogether) return skus;
  const lot = new Map(skus.map((sku) => [sku, hash('sha1', `${eventId} ${sku}`)]));
  return skus
    .sort((a, b) => ((lot.get(a) as string) < (lot.get(b) as string) ? -1 : 1))
    .slice(0, recommendationLimits.maxTogether);
}
