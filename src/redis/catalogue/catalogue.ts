// Products: what they are, not how many there are (that is inventory.ts).

import { Batch, HeldBytes, readOnce } from '../base/batch.ts';
import { checkCount, checkText, checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import type { Refusal } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { facetsOf, optionNames } from './facet.ts';
import { normalise } from './given-product.ts';
import { catalogueKeys } from './keys.ts';
import { defaultLanguage, Language, type LanguageCode } from './language.ts';
import {
  catalogueLimits,
  isSku,
  lengthOf,
  type Product,
  type ProductInput,
  parseProduct,
  serialise,
} from './product.ts';
import { refusalOf } from './refusal.ts';
import { sortPrice } from './sort-price.ts';
import { searchText, variantWords } from './text.ts';

/** What is kept so that frequent words are found fast. */
export interface FrequentTermLimits {
  /** A word, a beginning of words or a tag that so many products have gets bitmaps. */
  readonly from: number;
  /** Such terms at most; each has up to three bitmaps, of a bit a product. */
  readonly maxTerms: number;
  /** Products put into new bitmaps by one script. */
  readonly fillStep: number;
  /** One product in so many has its words counted. A prime, so as to be out of step with what repeats in a catalogue. */
  readonly sampleEvery: number;
}

/** `from` lies below searchLimits.maxListed, so that a term has its bitmaps before its products are too many to read. */
export const frequentTermLimits: FrequentTermLimits = {
  from: 700,
  maxTerms: 4_000,
  fillStep: 1_000,
  sampleEvery: 17,
};

const setScript = loadScript('catalogue/set');
const variantsScript = loadScript('catalogue/variants');
const stockScript = loadScript('catalogue/stock');
const soldScript = loadScript('catalogue/sold');

export class Catalogue {
  readonly #redis: RedisHandle;
  readonly #frequent: FrequentTermLimits;
  readonly #language: Language;
  readonly #reads: Batch<string, Found>;
  readonly #families: Batch<string, readonly Found[]>;
  readonly #writes: Batch<ProductInput, Product>;
  readonly #held = new HeldBytes();

  constructor(redis: RedisHandle, frequent = frequentTermLimits, language: LanguageCode = defaultLanguage) {
    this.#language = new Language(language);
    this.#redis = redis;
    this.#frequent = frequent;
    this.#reads = new Batch({
      group: () => 0,
      run: (skus) => readOnce(skus, (once) => this.#find(once)),
      maxCalls: catalogueLimits.readChunk,
    });
    this.#families = new Batch({
      group: () => 0,
      run: (skus) => readOnce(skus, (once) => this.#findVariants(once)),
      maxCalls: catalogueLimits.familyChunk,
    });
    this.#writes = new Batch<ProductInput, Product>({
      group: () => 0,
      run: (products) => this.#write(products),
      maxCalls: catalogueLimits.writeChunk,
      weightOf: ({ variantOf }) => (variantOf ? catalogueLimits.variantWeight : 1),
      size: { bytesOf: lengthOf, maxBytes: catalogueLimits.writeChunkLength, maxWaiting: Number.POSITIVE_INFINITY },
    });
  }

  /**
   * Makes or replaces one product. @throws Refusal naming the field: INVALID; NOT_FOUND for a category or the product of a variant;
   * CONFLICT for a variant with the values of another one; LIMIT_EXCEEDED.
   */
  async set(input: ProductInput): Promise<Product> {
    const [product] = await this.setMany([input]);
    return product as Product;
  }

  /** Makes a product. @throws Refusal as `set`, or CONFLICT where a product has the SKU. */
  async add(input: ProductInput): Promise<Product> {
    const [product] = await this.#write([normalise(input)], true);
    if (product instanceof Error) throw product;
    return product as Product;
  }

  /**
   * Makes or replaces products, in chunks and in their order: a product stands before its variants. @throws Refusal INVALID of the
   * first bad one, Overloaded where too much waits to be written; then nothing is written. Another Refusal, as of `set`, is of a
   * product in the chunk that was written last, whose others are written.
   */
  async setMany(inputs: readonly ProductInput[]): Promise<Product[]> {
    const products = inputs.map(normalise);
    const length = products.reduce((sum, product) => sum + lengthOf(product), 0);
    return this.#held.hold(length, async () => {
      const done: Product[] = [];
      for (let start = 0; start < products.length; start += catalogueLimits.writeChunk) {
        const chunk = products.slice(start, start + catalogueLimits.writeChunk);
        done.push(...(await Promise.all(chunk.map((product) => this.#writes.add(product)))));
      }
      return done;
    });
  }

  /** The channel that tells of changes of a product; the inventory has one for its stock. */
  changedChannel(sku: string): string {
    const { prefix } = this.#redis;
    return catalogueKeys.changed(this.#redis.channelPrefixAt(catalogueKeys.part(prefix, 'products')), sku);
  }

  async #write(chunk: readonly ProductInput[], mustBeNew = false): Promise<(Product | Refusal)[]> {
    const { maxVariants, maxVariantWords, maxOptionValues } = catalogueLimits;
    const outcomes = (await this.#redis.run(
      setScript,
      writtenParts.map((part) => catalogueKeys.part(this.#redis.prefix, part)),
      [
        this.changedChannel(''),
        this.#frequent.from,
        this.#frequent.maxTerms,
        this.#frequent.fillStep,
        this.#frequent.sampleEvery,
        mustBeNew ? 1 : 0,
        maxVariants,
        maxVariantWords,
        maxOptionValues,
        ...chunk.flatMap((product) => [
          product.sku,
          serialise(product),
          product.variantOf ? variantWords(product, this.#language) : searchText(product, this.#language),
          product.name.toLowerCase(),
          sortPrice(product.price).toString(),
          product.active ? 1 : 0,
          product.variantOf ?? '',
          optionNames(product),
          facetsOf(product),
        ]),
      ],
    )) as [string, string | undefined][];
    return chunk.map((product, index) => {
      const [outcome, detail] = outcomes[index] as [string, string | undefined];
      if (outcome !== 'OK') return refusalOf(outcome, detail, product);
      return { ...product, createdAt: new Date(Number(detail)) };
    });
  }

  /** Counts an order's lines, once, for what sells best. */
  async countSold(orderId: string, lines: readonly { sku: string; quantity: number }[]): Promise<void> {
    const { prefix } = this.#redis;
    checkText(orderId, 'orderId', catalogueLimits.maxOrderIdLength);
    checkCount(lines, 'lines', catalogueLimits.soldLines);
    for (const [index, { sku, quantity }] of lines.entries()) {
      if (!isSku(sku)) refuseField(['lines', String(index), 'sku'], 'is no SKU');
      checkWhole(quantity, ['lines', String(index), 'quantity'], 0, catalogueLimits.maxQuantity);
    }
    await this.#redis.run(
      soldScript,
      [
        catalogueKeys.part(prefix, 'numbers'),
        catalogueKeys.part(prefix, 'sold'),
        catalogueKeys.part(prefix, 'resting'),
        catalogueKeys.part(prefix, 'slice'),
        catalogueKeys.sold(prefix, orderId),
        catalogueKeys.part(prefix, 'parents'),
      ],
      [catalogueLimits.soldRememberMs, ...lines.flatMap(({ sku, quantity }) => [sku, quantity])],
    );
  }

  /** Notes which products are in stock, for lists of these. Returns how many were noted otherwise before. */
  async putInStock(skus: readonly { readonly sku: string; readonly inStock: boolean }[]): Promise<number> {
    checkCount(skus, 'skus', catalogueLimits.readChunk);
    for (const [index, { sku }] of skus.entries())
      if (!isSku(sku)) refuseField(['skus', String(index), 'sku'], 'is no SKU');
    return (await this.#redis.run(
      stockScript,
      (['numbers', 'parents', 'family', 'stocked', 'bits', 'facet'] as const).map((part) =>
        catalogueKeys.part(this.#redis.prefix, part),
      ),
      skus.flatMap(({ sku, inStock }) => [sku, inStock ? 1 : 0]),
    )) as number;
  }

  /** One product, also one that is not for sale; all reads of one tick share a round trip. */
  async get(sku: string): Promise<Product | null> {
    return orThrow(await this.#reads.add(sku));
  }

  /** Products in the order asked for; null where there is none. */
  async many(skus: readonly string[]): Promise<(Product | null)[]> {
    return (await Promise.all(Array.from(skus, (sku) => this.#reads.add(sku)))).map(orThrow);
  }

  /** As `many`, with null also for a product that cannot be read: to who buys it is as good as gone. */
  async readable(skus: readonly string[]): Promise<(Product | null)[]> {
    const found = await Promise.all(Array.from(skus, (sku) => this.#reads.add(sku)));
    return found.map(({ product }) => (product instanceof Error ? null : product));
  }

  /** The variants of a product in the order in which they were made, also those not for sale; all reads of a tick share a round trip. */
  async variants(sku: string): Promise<Product[]> {
    return (await this.#families.add(sku)).flatMap((found) => orThrow(found) ?? []);
  }

  /** As `variants`, with an Error instead of one that cannot be read. */
  async family(sku: string): Promise<(Product | Error)[]> {
    return (await this.#families.add(sku)).flatMap(({ product }) => product ?? []);
  }

  async #findVariants(skus: readonly string[]): Promise<Found[][]> {
    const { prefix } = this.#redis;
    const keys = [catalogueKeys.part(prefix, 'products'), catalogueKeys.part(prefix, 'family')];
    const families = (await this.#redis.run(variantsScript, keys, skus)) as string[][];
    return families.map((stored) => stored.map((text) => ({ product: orError(() => parseProduct(text)) })));
  }

  async #find(skus: readonly string[]): Promise<Found[]> {
    const stored = await this.#redis.client.hmget(catalogueKeys.part(this.#redis.prefix, 'products'), ...skus);
    return stored.map((text) => ({ product: text === null ? null : orError(() => parseProduct(text)) }));
  }
}

/** In the order of the keys of catalogue/lua/set.lua. */
const writtenParts = [
  ...(['products', 'text', 'postings', 'numbers', 'skus', 'names', 'name', 'price', 'sold', 'resting'] as const),
  ...(['frequent', 'bits', 'slice', 'parents', 'family', 'faceted', 'facet', 'values', 'categories'] as const),
  'stocked',
] as const;

/** What is stored of a product; an Error where it cannot be read. */
interface Found {
  readonly product: Product | Error | null;
}

function orThrow({ product }: Found): Product | null {
  if (product instanceof Error) throw product;
  return product;
}
