// Products: what they are, not how many there are (that is inventory.ts).

import { Batch, HeldBytes, readOnce } from '../base/batch.ts';
import { checkCount, checkEntries, checkText, checkWhole, refuseField, textProblem } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { formatAmount, type Money, minorDigits } from '../base/money.ts';
import { orError } from '../base/or-error.ts';
import { type Problem, Refusal, rangeOf, refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { catalogueKeys } from './keys.ts';
import { defaultLanguage, Language, type LanguageCode } from './language.ts';
import { searchText } from './text.ts';

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
  /** Products, and characters of them, written by one script. */
  writeChunk: 50,
  writeChunkLength: 1_048_576,
  /** An order counts once for what sells best; it is remembered so long. */
  soldRememberMs: 7 * 24 * 3_600_000,
  /** Lines of an order that are counted; as many as an imported order has. */
  soldLines: 5_000,
  maxQuantity: 2_147_483_647,
  maxOrderIdLength: 100,
  /** Products read by one HMGET. */
  readChunk: 500,
} as const;

export interface ProductInput {
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly price: Money;
  readonly active: boolean;
  /** Of one, packed; null or absent where it is not known. Shipping is priced by it. */
  readonly weightGrams?: number | null;
  /** Which of the tax rates it has, such as `reduced`; null or absent for the standard one. */
  readonly taxClass?: string | null;
}

export interface Product extends ProductInput {
  readonly createdAt: Date;
}

interface StoredProduct extends Omit<ProductInput, 'price'> {
  readonly minor: string;
  readonly currency: string;
}

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
const soldScript = loadScript('catalogue/sold');

export class Catalogue {
  readonly #redis: RedisHandle;
  readonly #frequent: FrequentTermLimits;
  readonly #language: Language;
  readonly #reads: Batch<string, Found>;
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
    this.#writes = new Batch({
      group: () => 0,
      run: (products) => this.#write(products),
      maxCalls: catalogueLimits.writeChunk,
      size: { bytesOf: lengthOf, maxBytes: catalogueLimits.writeChunkLength, maxWaiting: Number.POSITIVE_INFINITY },
    });
  }

  /** Makes or replaces one product. @throws Refusal INVALID naming the field. */
  async set(input: ProductInput): Promise<Product> {
    const [product] = await this.setMany([input]);
    return product as Product;
  }

  /** Makes a product. @throws Refusal INVALID naming the field, or CONFLICT where a product has the SKU. */
  async add(input: ProductInput): Promise<Product> {
    const [product] = await this.#write([normalise(input)], true);
    return product as Product;
  }

  /**
   * Makes or replaces products, in chunks. @throws Refusal INVALID of the first bad one, Overloaded where too much waits to be written;
   * then nothing is written.
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

  async #write(chunk: readonly ProductInput[], mustBeNew = false): Promise<Product[]> {
    const { prefix } = this.#redis;
    const [outcome, ...created] = (await this.#redis.run(
      setScript,
      [
        catalogueKeys.part(prefix, 'products'),
        catalogueKeys.part(prefix, 'text'),
        catalogueKeys.part(prefix, 'postings'),
        catalogueKeys.part(prefix, 'numbers'),
        catalogueKeys.part(prefix, 'skus'),
        catalogueKeys.part(prefix, 'names'),
        catalogueKeys.part(prefix, 'name'),
        catalogueKeys.part(prefix, 'price'),
        catalogueKeys.part(prefix, 'sold'),
        catalogueKeys.part(prefix, 'resting'),
        catalogueKeys.part(prefix, 'frequent'),
        catalogueKeys.part(prefix, 'bits'),
        catalogueKeys.part(prefix, 'slice'),
      ],
      [
        this.changedChannel(''),
        this.#frequent.from,
        this.#frequent.maxTerms,
        this.#frequent.fillStep,
        this.#frequent.sampleEvery,
        mustBeNew ? 1 : 0,
        ...chunk.flatMap((product) => [
          product.sku,
          serialise(product),
          searchText(product, this.#language),
          product.name.toLowerCase(),
          sortPrice(product.price).toString(),
          product.active ? 1 : 0,
        ]),
      ],
    )) as ['OK' | 'TAKEN', ...string[]];
    if (outcome === 'TAKEN') refuse('CONFLICT', `There is a product with the SKU ${created[0]} already.`, 'sku');
    return chunk.map((product, index) => ({ ...product, createdAt: new Date(Number(created[index])) }));
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
      ],
      [catalogueLimits.soldRememberMs, ...lines.flatMap(({ sku, quantity }) => [sku, quantity])],
    );
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

  async #find(skus: readonly string[]): Promise<Found[]> {
    const stored = await this.#redis.client.hmget(catalogueKeys.part(this.#redis.prefix, 'products'), ...skus);
    return stored.map((text) => ({ product: text === null ? null : orError(() => parseProduct(text)) }));
  }
}

/** What is stored of a product; an Error where it cannot be read. */
interface Found {
  readonly product: Product | Error | null;
}

function orThrow({ product }: Found): Product | null {
  if (product instanceof Error) throw product;
  return product;
}

/** Reads what catalogue/lua/set.lua stored: `<created at>\n<sort name>\n<JSON>`. */
export function parseProduct(text: string): Product {
  const first = text.indexOf('\n');
  const second = text.indexOf('\n', first + 1);
  const { minor, currency, ...rest } = JSON.parse(text.slice(second + 1)) as StoredProduct;
  const createdAt = new Date(Number(text.slice(0, first)));
  return { ...rest, price: { minor: BigInt(minor), currency }, createdAt };
}

/** Prices of all currencies on one scale: ten-thousandths, which the finest of ISO 4217 have; at most what a ZSET score holds. */
function sortPrice({ minor, currency }: Money): bigint {
  const price = minor * 10n ** BigInt(4 - minorDigits(currency));
  return price > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(Number.MAX_SAFE_INTEGER) : price;
}

/** Characters of a product: it is sent as a document and as the text that it is found by. */
function lengthOf({ name, description, tags }: ProductInput): number {
  return 2 * (name.length + (description?.length ?? 0) + tags.reduce((sum, tag) => sum + tag.length, 0));
}

function serialise({ price, ...rest }: ProductInput): string {
  const stored: StoredProduct = { ...rest, minor: price.minor.toString(), currency: price.currency };
  return JSON.stringify(stored);
}

function normalise(input: ProductInput): ProductInput {
  const problems: Problem[] = [];
  const bad = (message: string, field: readonly string[], allowed?: string): void => {
    problems.push({ code: 'INVALID', message, field, ...(allowed && { allowed: [allowed] }) });
  };
  const name = input.name.replace(/\s+/g, ' ').trim();
  checkEntries(input.tags, 'tags');
  const tags = [...new Set(input.tags.map((tag) => tag.trim().toLowerCase()))];
  if (!isSku(input.sku))
    bad(
      'A SKU is 1 to 64 letters, digits and . _ / - with spaces inside, starting with a letter or digit.',
      ['sku'],
      rangeOf(1, catalogueLimits.maxSkuLength, 'characters'),
    );
  const look = (field: string, text: string, most: number, least: number): void => {
    const problem = textProblem(text, most, least);
    if (problem) bad(`The ${field} ${problem}.`, [field], rangeOf(least, most, 'characters'));
  };
  look('name', name, catalogueLimits.maxNameLength, 1);
  look('description', input.description ?? '', catalogueLimits.maxDescriptionLength, 0);
  const { maxTags, maxTagLength, maxPriceMinor, maxWeight } = catalogueLimits;
  if (tags.length > maxTags) bad(`A product has at most ${maxTags} tags.`, ['tags'], rangeOf(0, maxTags, 'entries'));
  if (tags.some((tag) => !/^[^\s#\p{C}][^#\p{C}]*$/u.test(tag) || tag.length > maxTagLength))
    bad(`A tag has 1 to ${maxTagLength} characters and no #.`, ['tags'], rangeOf(1, maxTagLength, 'characters'));
  if (input.price.minor < 0n || input.price.minor > maxPriceMinor)
    bad(
      'A price is not negative and has at most 12 digits in its smallest unit.',
      ['price', 'amount'],
      rangeOf('0', formatAmount({ minor: maxPriceMinor, currency: input.price.currency })),
    );
  if (!/^[A-Z]{3}$/.test(input.price.currency))
    bad('The currency must be three capital letters, such as EUR.', ['price', 'currency']);
  const { weightGrams = null, taxClass = null } = input;
  if (weightGrams !== null && !(Number.isInteger(weightGrams) && weightGrams >= 0 && weightGrams <= maxWeight))
    bad(`A weight is a whole number of grams from 0 to ${maxWeight}.`, ['weightGrams'], rangeOf(0, maxWeight));
  if (taxClass !== null && !isTaxClass(taxClass))
    bad(
      'A tax class has 1 to 40 lower-case letters, digits and hyphens.',
      ['taxClass'],
      rangeOf(1, catalogueLimits.maxTaxClassLength, 'characters'),
    );
  if (problems.length > 0) throw new Refusal(problems);
  const { sku, description, price, active } = input;
  const own = { ...(weightGrams !== null && { weightGrams }), ...(taxClass !== null && { taxClass }) };
  return { sku, name, description, tags, price, active, ...own };
}

function isTaxClass(text: string): boolean {
  return text.length <= catalogueLimits.maxTaxClassLength && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}

export function isSku(text: string): boolean {
  return text.length <= catalogueLimits.maxSkuLength && /^[A-Za-z0-9](?:[A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?$/.test(text);
}
