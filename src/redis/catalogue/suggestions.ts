// What somebody who types may be about to look for: words of the catalogue, and products whose names begin so. One script.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import { loadScript } from '../base/scripts.ts';
import { catalogueKeys } from './keys.ts';
import { type Product, parseProduct } from './product.ts';
import { tokensOf } from './text.ts';

export const suggestionLimits = {
  maxTextLength: 200,
  /** Words, and products, of one answer. */
  most: 6,
  /** Places of the index that are looked at for words. */
  lookedAt: 60,
} as const;

export interface Suggestions {
  /** The text with its last word completed, each with how many products have that word; the most frequent first. */
  readonly searches: readonly { readonly search: string; readonly count: number }[];
  /** In the order of their names. */
  readonly products: readonly (Product | Error)[];
}

const suggestScript = loadScript('catalogue/suggest');

export class ProductSuggestions {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** @throws Refusal INVALID. */
  async suggest(text: string): Promise<Suggestions> {
    checkText(text, 'text', suggestionLimits.maxTextLength, 0);
    const name = text.trim().toLowerCase();
    if (name === '') return { searches: [], products: [] };
    // Behind a space, the last word is whole.
    const last = /\s$/u.test(text) ? '' : (tokensOf(text).at(-1)?.parts.at(-1) ?? '');
    const [words, stored] = (await this.#redis.run(
      suggestScript,
      (['postings', 'names', 'skus', 'products'] as const).map((part) => catalogueKeys.part(this.#redis.prefix, part)),
      [last, name, suggestionLimits.most, suggestionLimits.lookedAt],
    )) as [(string | number)[], string[]];
    const before = /\s/u.test(name) && last !== '' ? `${name.slice(0, name.search(/\S+$/u))}` : '';
    return {
      searches: Array.from({ length: words.length / 2 }, (_, at) => ({
        search: `${before}${words[2 * at]}`,
        count: Number(words[2 * at + 1]),
      })),
      products: stored.map((document) => orError(() => parseProduct(document))),
    };
  }
}
