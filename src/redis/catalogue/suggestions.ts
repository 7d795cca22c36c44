// What somebody who types may be about to look for: words of the catalogue, and products whose names begin so. One script.

import { checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import { loadScript } from '../base/scripts.ts';
import { catalogueKeys } from './keys.ts';
import { type Product, parseProduct } from './product.ts';
import { tokensOf, writtenWords } from './text.ts';

export const suggestionLimits = {
  maxTextLength: 200,
  /** Words, and products, of one answer. */
  most: 6,
  /** Places of the index that are looked at for words. */
  lookedAt: 60,
  /** Words that are looked into: more than are shown, as some are of SKUs only. */
  words: 18,
  /** Products of a word whose names are read, to see how it is written. */
  sources: 3,
  /** Words before the last one that count. */
  before: 4,
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
    const typed = tokensOf(text).flatMap(({ parts }) => parts);
    // Behind a space, the last word is whole.
    const last = /\s$/u.test(text) ? '' : (typed.pop() ?? '');
    const { most, lookedAt, words, sources, before } = suggestionLimits;
    const [found, stored] = (await this.#redis.run(
      suggestScript,
      (['postings', 'names', 'skus', 'products', 'text', 'faceted'] as const).map((part) =>
        catalogueKeys.part(this.#redis.prefix, part),
      ),
      [last, name, words, lookedAt, sources, most, ...typed.slice(-before)],
    )) as [[string, number, ...string[]][], string[]];
    const start = /\s/u.test(name) && last !== '' ? name.slice(0, name.search(/\S+$/u)) : '';
    const searches = new Map<string, number>();
    for (const [word, count, ...texts] of found) {
      const written = asWritten(word, texts);
      if (written !== null && !searches.has(start + written)) searches.set(start + written, count);
    }
    return {
      searches: [...searches].slice(0, most).map(([search, count]) => ({ search, count })),
      products: stored.map((document) => orError(() => parseProduct(document))),
    };
  }
}

/** How a word of the index stands in a name or a value of an option; null where it stands in none, as what is joined from a SKU. */
function asWritten(word: string, texts: readonly string[]): string | null {
  for (const text of texts) {
    const [name = '', values = ''] = text.split('\n');
    const written = [name, ...values.split('\x01')].flatMap(writtenWords).find((each) => each.word === word);
    if (written) return written.text;
  }
  return null;
}
