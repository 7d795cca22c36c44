// Finds the products of a catalogue by other words than before: after an upgrade, or in another language. Meanwhile they are read,
// searched and written.

import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import { loadScript } from '../base/scripts.ts';
import { catalogueLimits, type FrequentTermLimits, frequentTermLimits, parseProduct } from './catalogue.ts';
import { catalogueKeys } from './keys.ts';
import { defaultLanguage, Language, type LanguageCode } from './language.ts';
import { searchText } from './text.ts';

const reindexLimits = { forgottenAtOnce: 200 } as const;

const reindexScript = loadScript('catalogue/reindex');
const forgetScript = loadScript('catalogue/forget');

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
    const { client } = this.#redis;
    const skus = (await client.hmget(this.#key('skus'), ...numbers)).filter((sku) => sku !== null);
    if (skus.length === 0) return 0;
    const stored = await client.hmget(this.#key('products'), ...skus);
    const rows = skus.flatMap((sku, index) => {
      const text = stored[index] ?? null;
      const product = text === null ? null : orError(() => parseProduct(text));
      // What cannot be read is found as it was.
      return product === null || product instanceof Error
        ? []
        : [sku, text as string, searchText(product, this.#language)];
    });
    const { from, maxTerms, fillStep, sampleEvery } = this.#frequent;
    const keys = (['products', 'text', 'postings', 'numbers', 'frequent', 'bits'] as const).map((part) =>
      this.#key(part),
    );
    return (await this.#redis.run(reindexScript, keys, [from, maxTerms, fillStep, sampleEvery, ...rows])) as number;
  }

  #key(part: Parameters<typeof catalogueKeys.part>[1]): string {
    return catalogueKeys.part(this.#redis.prefix, part);
  }
}
