// How products are read, searched and kept by the shop's people.

import type { ExportFormat, ExportPage } from '../redis/base/export-page.ts';
import { type DecimalMoney, type Money, parseMoney } from '../redis/base/money.ts';
import { orErrorLater } from '../redis/base/or-error.ts';
import { rangeOf } from '../redis/base/problem.ts';
import type { Category } from '../redis/catalogue/category.ts';
import { slugAbove } from '../redis/catalogue/category-slug.ts';
import type { Correction } from '../redis/catalogue/correction.ts';
import { productExportLimits } from '../redis/catalogue/export.ts';
import type { FacetCounts } from '../redis/catalogue/facet-counts.ts';
import type { ProductFilter } from '../redis/catalogue/filter.ts';
import { isSku, type OptionValue, type Product } from '../redis/catalogue/product.ts';
import type { ProductSort } from '../redis/catalogue/search.ts';
import type { Suggestions } from '../redis/catalogue/suggestions.ts';
import type { Synonyms } from '../redis/catalogue/synonym.ts';
import { addressKey } from '../redis/rate-limit/address-key.ts';
import { type Answer, answer, orBadInput } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { badInput, badInputBut } from './base/errors.ts';
import { isStaff } from './base/owner.ts';
import { type Page, type PageArguments, pageInfo, pageLimits, readPage } from './base/page.ts';
import { sourceOf } from './base/sources.ts';

/** A product that is not for sale is there for administrators and in carts, and for nobody else. */
export async function product(sku: string, context: Context): Promise<Product | null> {
  context.sources?.add(sourceOf.product(sku));
  const found = await context.stores.catalogue.get(sku);
  return found && (found.active || isStaff(context)) ? found : null;
}

export interface ProductsArguments extends PageArguments {
  readonly skus?: readonly string[] | null;
  readonly search?: string | null;
  readonly tags?: readonly string[] | null;
  readonly filter?: ProductFilter | null;
  readonly sort?: ProductSort | null;
}

/** A page of products, and what was looked for instead of the search. */
export interface ProductsPage extends Page<Product> {
  readonly correction: Correction | null;
  facets(priceBounds: readonly string[]): Promise<FacetCounts | null>;
}

export async function products(args: ProductsArguments, context: Context): Promise<ProductsPage> {
  if (args.skus) return productsBySku(args, args.skus, context);
  context.sources?.add(sourceOf.products);
  const { stores } = context;
  const { search, tags, filter, sort } = args;
  const request = readPage(args);
  const { entries, more, cursor, correction } = await orBadInput(
    stores.products.page({ search, tags, filter, sort, ...request }),
  );
  noteIfMissed(args, (entries.length === 0 && !more) || correction !== null, context);
  const edges = entries.map((entry) => ({
    get cursor() {
      return entry.cursor;
    },
    // As in toPage.
    node: entry.product as Product,
  }));
  const [start, end] = request.backwards ? [cursor, edges.at(-1)?.cursor ?? null] : [edges[0]?.cursor ?? null, cursor];
  const totalCount = () => stores.products.count(args);
  // Of what was looked for instead, if anything was.
  const of = { search: correction?.search ?? search, tags, filter };
  const facets = (priceBounds: readonly string[]) => orBadInput(stores.facets.count(of, priceBounds));
  return { edges, pageInfo: pageInfo(request, more, start, end), totalCount, correction, facets };
}

/** Also where something was found only by other words. In the background; filters find nothing too easily to tell of the words. */
function noteIfMissed(
  { search, tags, filter, after, before }: ProductsArguments,
  missed: boolean,
  context: Context,
): void {
  if (!missed || !search || tags?.length || filter || after || before || isStaff(context)) return;
  // A page is no worse where it cannot be counted.
  void context.stores.missedSearches.note(search, addressKey(context.client.ipAddress)).catch(() => {});
}

export function productSuggestions(text: string, { stores }: Context): Promise<Suggestions> {
  return orBadInput(stores.suggestions.suggest(text));
}

/** The products of a list of SKUs, in its order, that the caller may see: one page. */
async function productsBySku(
  { skus: _skus, ...others }: ProductsArguments,
  skus: readonly string[],
  context: Context,
): Promise<ProductsPage> {
  const [other] = Object.entries(others).find(([, value]) => value != null) ?? [];
  if (other !== undefined) throw badInput(`skus cannot be combined with ${other}.`, other);
  if (skus.length > pageLimits.max)
    throw badInputBut(
      [rangeOf(0, pageLimits.max, 'entries')],
      `skus has at most ${pageLimits.max} entries, not ${skus.length}.`,
      'skus',
    );
  const once = [...new Set(skus)];
  const found = await Promise.all(once.map((sku) => orErrorLater(product(sku, context))));
  const edges = found.flatMap((node, index) =>
    // As in toPage.
    node ? [{ cursor: once[index] as string, node: node as Product }] : [],
  );
  const whole = { after: null, size: edges.length, backwards: false };
  const [start, end] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  const totalCount = () => edges.length;
  return {
    edges,
    pageInfo: pageInfo(whole, false, start, end),
    totalCount,
    correction: null,
    facets: async () => null,
  };
}

export function prices({ price, prices = [] }: Product, currency: string | null | undefined): Money[] {
  return [price, ...prices].filter((each) => currency == null || each.currency === currency);
}

/** Of a variant those of its product. A slug without a category is left out. */
export async function categoriesOf(product: Product, { stores, sources }: Context): Promise<Category[]> {
  if (product.variantOf) sources?.add(sourceOf.product(product.variantOf));
  const of = product.variantOf ? await stores.catalogue.get(product.variantOf) : product;
  const found = await Promise.all((of?.categories ?? []).map((slug) => stores.categories.get(slug)));
  return found.filter((category) => category !== null);
}

export function categoryAbove({ slug }: Category, { stores }: Context): Promise<Category | null> | null {
  const above = slugAbove(slug);
  return above === null ? null : stores.categories.get(above);
}

/** Those that are not for sale only for administrators. */
export async function variants({ sku, options = [] }: Product, context: Context): Promise<Product[]> {
  if (options.length === 0) return [];
  context.sources?.add(sourceOf.products);
  const all = await context.stores.catalogue.variants(sku);
  return isStaff(context) ? all : all.filter(({ active }) => active);
}

export interface ProductOption {
  readonly name: string;
  readonly values: readonly string[];
}

export async function options(
  { sku, options: names = [] }: Product,
  { stores, sources }: Context,
): Promise<ProductOption[]> {
  if (names.length === 0) return [];
  sources?.add(sourceOf.products);
  const sold = (await stores.catalogue.variants(sku)).filter(({ active }) => active);
  const values = sold.flatMap(({ optionValues = [] }) => optionValues);
  return names.map((name) => {
    const own = values.filter((each) => each.name.toLowerCase() === name.toLowerCase());
    return { name, values: [...new Set(own.map(({ value }) => value))] };
  });
}

export interface ProductSetInput {
  readonly sku: string;
  readonly name: string;
  readonly description?: string | null;
  readonly tags?: readonly string[] | null;
  readonly price: DecimalMoney;
  readonly active?: boolean | null;
  readonly weightGrams?: number | null;
  readonly taxClass?: string | null;
  readonly prices?: readonly DecimalMoney[] | null;
  readonly categories?: readonly string[] | null;
  readonly images?: readonly { readonly url: string; readonly alt?: string | null }[] | null;
  readonly options?: readonly string[] | null;
  readonly variantOf?: string | null;
  readonly optionValues?: readonly OptionValue[] | null;
  readonly mustBeNew?: boolean | null;
}

export function productSet(input: ProductSetInput, { stores }: Context): Promise<Answer<{ product: Product | null }>> {
  const asItIs = async () => ({ product: isSku(input.sku) ? await stores.catalogue.get(input.sku) : null });
  return answer<{ product: Product | null }>(asItIs, async () => {
    const product = {
      sku: input.sku,
      name: input.name,
      description: input.description ?? null,
      tags: input.tags ?? [],
      price: parseMoney(input.price, 'price'),
      active: input.active ?? true,
      weightGrams: input.weightGrams ?? null,
      taxClass: input.taxClass ?? null,
      prices: (input.prices ?? []).map((price, index) => parseMoney(price, 'prices', String(index))),
      categories: input.categories ?? [],
      images: (input.images ?? []).map(({ url, alt }) => ({ url, alt: alt ?? '' })),
      options: input.options ?? [],
      variantOf: input.variantOf ?? null,
      optionValues: input.optionValues ?? [],
    };
    return { product: input.mustBeNew ? await stores.catalogue.add(product) : await stores.catalogue.set(product) };
  });
}

export interface SynonymsFields {
  readonly synonyms: Synonyms | null;
}

export function synonymsSet(input: Synonyms, { stores }: Context): Promise<Answer<SynonymsFields>> {
  return answer<SynonymsFields>(
    async () => ({ synonyms: null }),
    async () => ({ synonyms: await stores.synonyms.set(input) }),
  );
}

export interface MissedSearchFields {
  readonly search: string | null;
}

export function missedSearchDelete(search: string, { stores }: Context): Promise<Answer<MissedSearchFields>> {
  return answer<MissedSearchFields>(
    async () => ({ search: null }),
    async () => {
      await stores.missedSearches.forget(search);
      return { search };
    },
  );
}

export interface ExportArguments {
  readonly format?: ExportFormat | null;
  readonly cursor?: string | null;
}

export function productsExport({ format, cursor }: ExportArguments, { stores }: Context): Promise<ExportPage> {
  const request = { format: format ?? 'JSON_LINES', after: cursor ?? null, size: productExportLimits.page };
  return orBadInput(stores.productExport.page(request));
}

export interface CategoryFields {
  readonly category: Category | null;
  /** Whether it is the one that was deleted. */
  readonly deleted?: boolean;
}

export function categorySet(input: Category, { stores }: Context): Promise<Answer<CategoryFields>> {
  return answer<CategoryFields>(
    async () => ({ category: await stores.categories.get(input.slug) }),
    async () => ({ category: await stores.categories.set(input) }),
  );
}

export function categoryDelete(slug: string, { stores }: Context): Promise<Answer<CategoryFields>> {
  const asItIs = async () => ({ category: await stores.categories.get(slug) });
  return answer<CategoryFields>(asItIs, async () => {
    const { category } = await asItIs();
    await stores.categories.delete(slug);
    return { category, deleted: true };
  });
}
