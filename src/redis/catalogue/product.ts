// What a product is: its shape, how it is stored, and what bounds it.

import type { Money } from '../base/money.ts';

export const catalogueLimits = {
  maxSkuLength: 64,
  maxNameLength: 200,
  maxDescriptionLength: 5_000,
  maxTags: 20,
  maxTagLength: 40,
  /** In grams: a thousand tonnes. */
  maxWeight: 1_000_000_000,
  maxTaxClassLength: 40,
  /** One price, in minor units: what a Lua number and a ZSET score hold exactly. */
  maxPriceMinor: 1_000_000_000_000n,
  /** Currencies in which a product has a price, that of its main price included. */
  maxCurrencies: 12,
  maxImages: 20,
  maxUrlLength: 2_000,
  maxAltLength: 300,
  /** Categories that a product is in itself, without those above them. */
  maxCategories: 10,
  /** Options of one product, such as its size and colour. */
  maxOptions: 4,
  maxOptionLength: 40,
  maxVariants: 100,
  /** Words of its variants by which a product is found. */
  maxVariantWords: 300,
  /** Different values of options in the whole catalogue: each has a bitmap of all products. */
  maxOptionValues: 2_000,
  /** Products, and characters of them, written by one script. */
  writeChunk: 50,
  writeChunkLength: 1_048_576,
  /** As how many products one variant counts there: all that its product is found by is put together again. */
  variantWeight: 5,
  /** An order counts once for what sells best; it is remembered so long. */
  soldRememberMs: 7 * 24 * 3_600_000,
  /** Lines of an order that are counted; as many as an imported order has. */
  soldLines: 5_000,
  maxQuantity: 2_147_483_647,
  maxOrderIdLength: 100,
  /** Products read by one HMGET. */
  readChunk: 500,
  /** Products whose variants are read by one script. */
  familyChunk: 25,
} as const;

export interface ProductImage {
  readonly url: string;
  /** What it shows, for those who do not see it; '' if it only decorates. */
  readonly alt: string;
}

/** One choice: the option `Size`, the value `M`. */
export interface OptionValue {
  readonly name: string;
  readonly value: string;
}

export interface ProductInput {
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  /** By which products are sorted and filtered. */
  readonly price: Money;
  /** Prices in other currencies. */
  readonly prices?: readonly Money[];
  readonly active: boolean;
  /** Of one, packed; null or absent where it is not known. Shipping is priced by it. */
  readonly weightGrams?: number | null;
  /** Which of the tax rates it has, such as `reduced`; null or absent for the standard one. */
  readonly taxClass?: string | null;
  /** Slugs. It is in the categories above them too. */
  readonly categories?: readonly string[];
  readonly images?: readonly ProductImage[];
  /** What its variants differ in, such as `Size`. With options it is sold as its variants only. */
  readonly options?: readonly string[];
  /** The SKU of the product of which this is a variant; then it has a value for each of that one's options. */
  readonly variantOf?: string | null;
  readonly optionValues?: readonly OptionValue[];
}

export interface Product extends ProductInput {
  readonly createdAt: Date;
}

interface StoredProduct extends Omit<ProductInput, 'price' | 'prices'> {
  readonly minor: string;
  readonly currency: string;
  readonly prices?: readonly { readonly minor: string; readonly currency: string }[];
}

/** The price in a currency; null where it has none. */
export function priceIn({ price, prices = [] }: Pick<Product, 'price' | 'prices'>, currency: string): Money | null {
  return [price, ...prices].find((each) => each.currency === currency) ?? null;
}

/** Whether it can be bought itself: what has options is bought as one of its variants. */
export function isSold({ active, options = [] }: Pick<Product, 'active' | 'options'>): boolean {
  return active && options.length === 0;
}

/** Reads what catalogue/lua/set.lua stored: `<created at>\n<sort name>\n<JSON>`. */
export function parseProduct(text: string): Product {
  const first = text.indexOf('\n');
  const second = text.indexOf('\n', first + 1);
  const { minor, currency, prices, ...rest } = JSON.parse(text.slice(second + 1)) as StoredProduct;
  const others = prices?.map((price) => ({ minor: BigInt(price.minor), currency: price.currency }));
  const createdAt = new Date(Number(text.slice(0, first)));
  return { ...rest, price: { minor: BigInt(minor), currency }, ...(others && { prices: others }), createdAt };
}

export function serialise({ price, prices, ...rest }: ProductInput): string {
  const others = prices?.map(({ minor, currency }) => ({ minor: minor.toString(), currency }));
  const own = { minor: price.minor.toString(), currency: price.currency };
  const stored: StoredProduct = { ...rest, ...own, ...(others && { prices: others }) };
  return JSON.stringify(stored);
}

/** Characters of a product: most are sent as a document and as the text that it is found by. */
export function lengthOf({ name, description, tags, images = [] }: ProductInput): number {
  const shown = images.reduce((sum, { url, alt }) => sum + url.length + alt.length, 0);
  return 2 * (name.length + (description?.length ?? 0) + tags.reduce((sum, tag) => sum + tag.length, 0)) + shown;
}

export function isSku(text: string): boolean {
  return text.length <= catalogueLimits.maxSkuLength && /^[A-Za-z0-9](?:[A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?$/.test(text);
}
