// How products are read, searched and kept by the shop's people.

import { parseMoney } from '../redis/base/money.ts';
import type { Product } from '../redis/catalogue/catalogue.ts';
import type { ProductSort } from '../redis/catalogue/search.ts';
import { type Answer, answer, orBadInput } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { isStaff } from './base/owner.ts';
import { type Page, type PageArguments, pageInfo, readPage } from './base/page.ts';

/** A product that is not for sale is there for administrators and in carts, and for nobody else. */
export async function product(sku: string, context: Context): Promise<Product | null> {
  const found = await context.stores.catalogue.get(sku);
  return found && (found.active || isStaff(context)) ? found : null;
}

export interface ProductsArguments extends PageArguments {
  readonly search?: string | null;
  readonly tags?: readonly string[] | null;
  readonly sort?: ProductSort | null;
}

export async function products(args: ProductsArguments, { stores }: Context): Promise<Page<Product>> {
  const { search, tags, sort } = args;
  const request = readPage(args);
  const { entries, more, cursor } = await orBadInput(stores.products.page({ search, tags, sort, ...request }));
  const edges = entries.map((entry) => ({
    get cursor() {
      return entry.cursor;
    },
    node: entry.product,
  }));
  const [start, end] = request.backwards ? [cursor, edges.at(-1)?.cursor ?? null] : [edges[0]?.cursor ?? null, cursor];
  return { edges, pageInfo: pageInfo(request, more, start, end), totalCount: () => stores.products.count(args) };
}

export interface ProductSetInput {
  readonly sku: string;
  readonly name: string;
  readonly description?: string | null;
  readonly tags?: readonly string[] | null;
  readonly price: { readonly amount: string; readonly currency: string };
  readonly active?: boolean | null;
}

export function productSet(input: ProductSetInput, { stores }: Context): Promise<Answer<{ product: Product | null }>> {
  return answer<{ product: Product | null }>({ product: null }, async () => ({
    product: await stores.catalogue.set({
      sku: input.sku,
      name: input.name,
      description: input.description ?? null,
      tags: input.tags ?? [],
      price: parseMoney(input.price, 'price'),
      active: input.active ?? true,
    }),
  }));
}
