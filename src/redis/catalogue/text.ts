// What a product is found by: its words and tags, as catalogue/lua/set.lua stores them and catalogue/lua/page.lua looks for them.

const textLimits = { maxWords: 100, maxWordLength: 40, maxSearchTerms: 8 } as const;

/** Lower case without accents, split at whatever is no letter or digit. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, textLimits.maxWordLength));
}

/** ` name words \1 description words \1#tag#tag#`, with a `!` before it for what is not for sale. */
export function searchText(product: {
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly active: boolean;
}): string {
  const words = [...wordsOf(product.name), ...wordsOf(product.sku)];
  const more = wordsOf(product.description ?? '').slice(0, Math.max(0, textLimits.maxWords - words.length));
  return `${product.active ? '' : '!'} ${words.join(' ')} \x01 ${more.join(' ')} \x01#${product.tags.map((tag) => `${tag}#`).join('')}`;
}

export function searchTerms(search: string | null | undefined, tags: readonly string[]): string[] {
  const words = [...new Set(wordsOf(search ?? ''))].slice(0, textLimits.maxSearchTerms);
  return [...words, ...tags.map((tag) => `#${tag}`)];
}
