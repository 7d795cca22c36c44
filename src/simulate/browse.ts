// What a shopper asks of the catalogue: lists of a category, narrowed by what the facets count, searches with suggestions before them, and
// what goes with a whole cart.

import type { Sold, Step } from './journey.ts';
import type { Tally } from './tally.ts';

/** What browsing needs of the visit that it is part of. */
export interface Browser {
  readonly tally: Tally;
  ask<Data>(query: string, variables?: object): Promise<Data>;
}

const list = `query ($filter: ProductFilter!) {
  products(filter: $filter, first: 12) {
    nodes { sku }
    facets { count options { name values { value count } } }
  }
}`;
const suggest = `query ($text: String!) {
  productSuggestions(text: $text) { searches { search } products { sku } }
}`;
const find = `query ($search: String!) {
  products(search: $search, first: 12) { nodes { sku } correction { search } }
}`;
const recommend = `{
  viewer {
    cart {
      recommendations(limit: 4) {
        product { sku price { amount currency } inventory { available } options { name } }
      }
    }
  }
}`;

interface Listed {
  readonly products: {
    readonly facets: {
      readonly options: readonly { readonly name: string; readonly values: readonly { readonly value: string }[] }[];
    } | null;
  };
}

/** Looks through a category and, if a value of an option is chosen, through the products that have it. */
export async function lookThrough(
  { tally, ask }: Browser,
  { category, narrows }: Extract<Step, { kind: 'list' }>,
): Promise<void> {
  tally.lists += 1;
  const { products } = await ask<Listed>(list, { filter: { category } });
  const values = (products.facets?.options ?? []).flatMap((option) =>
    option.values.map(({ value }) => ({ name: option.name, values: [value] })),
  );
  if (narrows === null || values.length === 0) return;
  tally.lists += 1;
  const options = [values[Math.floor(narrows * values.length)]];
  await ask<Listed>(list, { filter: { category, options, inStock: true } });
}

export async function lookFor(
  { tally, ask }: Browser,
  { search, typed }: Extract<Step, { kind: 'search' }>,
): Promise<void> {
  if (typed !== null) {
    const { productSuggestions } = await ask<{
      productSuggestions: { readonly searches: readonly unknown[]; readonly products: readonly unknown[] };
    }>(suggest, { text: typed });
    tally.suggestions += productSuggestions.searches.length + productSuggestions.products.length;
  }
  tally.searches += 1;
  const { products } = await ask<{
    products: { readonly nodes: readonly unknown[]; readonly correction: unknown };
  }>(find, { search });
  if (products.correction !== null) tally.corrected += 1;
  else if (products.nodes.length === 0) tally.missed += 1;
}

interface Recommended {
  readonly product: Sold & {
    readonly inventory: { readonly available: number };
    readonly options: readonly unknown[];
  };
}

/** What goes with the whole cart; returns the first that can be put into it as it is. */
export async function lookAtCart({ tally, ask }: Browser): Promise<Sold | undefined> {
  const { viewer } = await ask<{
    viewer: { readonly cart: { readonly recommendations: readonly Recommended[] } | null } | null;
  }>(recommend);
  const products = viewer?.cart?.recommendations.map(({ product }) => product) ?? [];
  tally.recommended += products.length;
  return products.find(({ options, inventory }) => options.length === 0 && inventory.available > 0);
}
