// Which products are in stock, on its way to the catalogue, which lists and counts them. The stock notes a product in the same breath in
// which the last piece goes or the first comes, so that a crash loses none.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Inventory } from './inventory.ts';
import { inventoryKeys } from './keys.ts';

const availabilityLimits = {
  /** Products told at a time. */
  atOnce: 500,
  /** Products read per step of a walk. */
  scanned: 500,
} as const;

const relayedScript = loadScript('inventory/relayed');

export class Availability {
  readonly #redis: RedisHandle;
  readonly #catalogue: Catalogue;
  readonly #inventory: Inventory;

  constructor(redis: RedisHandle, catalogue: Catalogue, inventory: Inventory) {
    this.#redis = redis;
    this.#catalogue = catalogue;
    this.#inventory = inventory;
  }

  /** Tells the catalogue of products that have turned; how many it has told. Any number of processes may do it at once. */
  async relay(): Promise<number> {
    const key = inventoryKeys.part(this.#redis.prefix, 'turned');
    const [, flat] = await this.#redis.client.hscan(key, 0, 'COUNT', availabilityLimits.atOnce);
    const turns = flat.slice(0, 2 * availabilityLimits.atOnce);
    if (turns.length === 0) return 0;
    await this.#tell(turns.filter((_, index) => index % 2 === 0));
    await this.#redis.run(relayedScript, [key], turns);
    return turns.length / 2;
  }

  /** Tells the catalogue of all products that have ever been in stock; how many it did not know so. */
  async tellAll(): Promise<number> {
    const key = inventoryKeys.part(this.#redis.prefix, 'on-hand');
    let [cursor, changed] = ['0', 0];
    do {
      const [next, flat] = await this.#redis.client.hscan(key, cursor, 'COUNT', availabilityLimits.scanned);
      const skus = flat.filter((_, index) => index % 2 === 0);
      for (let start = 0; start < skus.length; start += availabilityLimits.atOnce)
        changed += await this.#tell(skus.slice(start, start + availabilityLimits.atOnce));
      cursor = next;
    } while (cursor !== '0');
    return changed;
  }

  async #tell(skus: readonly string[]): Promise<number> {
    const stock = await this.#inventory.many(skus);
    return this.#catalogue.putInStock(skus.map((sku, at) => ({ sku, inStock: (stock[at]?.available ?? 0) > 0 })));
  }
}
