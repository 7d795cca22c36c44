// Finds the products of a catalogue by other words than before: after an upgrade, or in another language. Meanwhile they are read,
// searched and written.

import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import { loadScript } from '../base/scripts.ts';
import { type FrequentTermLimits, frequentTermLimits } from './catalogue.ts';
import { catalogueKeys } from './keys.ts';
import { defaultLanguage, Language, type LanguageCode } from './language.ts';
import { catalogueLimits, parseProduct } from './product.ts';
import { searchText, variantWords } from './text.ts';

const reindexLimits = { forgottenAtOnce: 200 } as const;

const reindexScript = loadScript('catalogue/reindex');
const forgetScript = loadScript('catalogue/forget');

interface Row {
  readonly sku: string;
  readonly stored: string;
  /** The search text; of a variant its words. */
  readonly found: string;
  readonly hasOptions: boolean;
}

export class Reindexing {
  readonly #redis: RedisHandle;
  readonly #language: Language;
  readonly #frequent: FrequentTermLimits;

  constructor(redis: RedisHandle, language: LanguageCode = defaultLanguage, frequent = frequentTermLimits) {
    this.#redis = redis;
    this.#language = new Language(language);
    this.#frequent = frequent;
  }

  /**
   * Goes over all products from a number on. Returns how many are found by other words now.
   * @param reached is told the number to go on from, and how many there are
   */
  async run(from: number, reached: (number: number, count: number) => Promise<void>): Promise<number> {
    const count = await this.#redis.client.hlen(this.#key('skus'));
    let changed = 0;
    for (let number = from; number < count; number += catalogueLimits.writeChunk) {
      const numbers = Array.from({ length: Math.min(catalogueLimits.writeChunk, count - number) }, (_, at) =>
        String(number + at).padStart(8, '0'),
      );
      changed += await this.#reindex(numbers);
      await reached(number + catalogueLimits.writeChunk, count);
    }
    return changed;
  }

  /** Forgets the bitmaps that processes of a release before derived words have not kept. They are made again by `run`. */
  async forgetDerived(): Promise<void> {
    const keys = [this.#key('frequent'), this.#key('bits')];
    while ((await this.#redis.run(forgetScript, keys, [reindexLimits.forgottenAtOnce])) !== 0);
  }

  async #reindex(numbers: readonly string[]): Promise<number> {
    const { client, prefix } = this.#redis;
    const skus = (await client.hmget(this.#key('skus'), ...numbers)).filter((sku) => sku !== null);
    const rows = await this.#rowsOf(skus);
    let changed = await this.#put(rows);
    const sold = rows.filter(({ hasOptions }) => hasOptions);
    for (const { sku } of sold) {
      const variants = (await client.hkeys(catalogueKeys.family(prefix, sku))).filter((variant) => variant !== '');
      // All of them at once, so that the product is put together once.
      changed += await this.#put(await this.#rowsOf(variants));
    }
    return changed;
  }

  /** What cannot be read is found as it was, and has no row. */
  async #rowsOf(skus: readonly string[]): Promise<Row[]> {
    if (skus.length === 0) return [];
    const stored = await this.#redis.client.hmget(this.#key('products'), ...skus);
    return skus.flatMap((sku, index): Row[] => {
      const text = stored[index] ?? null;
      const product = text === null ? null : orError(() => parseProduct(text));
      if (text === null || product === null || product instanceof Error) return [];
      const found = product.variantOf ? variantWords(product, this.#language) : searchText(product, this.#language);
      return [{ sku, stored: text, found, hasOptions: (product.options?.length ?? 0) > 0 }];
    });
  }

  async #put(rows: readonly Row[]): Promise<number> {
    if (rows.length === 0) return 0;
    const { from, maxTerms, fillStep, sampleEvery } = this.#frequent;
    const keys = (['products', 'text', 'postings', 'numbers', 'frequent', 'bits', 'parents', 'family'] as const).map(
      (part) => this.#key(part),
    );
    return (await this.#redis.run(reindexScript, keys, [
      ...[from, maxTerms, fillStep, sampleEvery, catalogueLimits.maxVariantWords],
      ...rows.flatMap(({ sku, stored, found }) => [sku, stored, found]),
    ])) as number;
  }

  #key(part: Parameters<typeof catalogueKeys.part>[1]): string {
    return catalogueKeys.part(this.#redis.prefix, part);
  }
}
