// How products are found.

import type { Correction } from '../../redis/catalogue/correction.ts';
import { facetLimits } from '../../redis/catalogue/facet-counts.ts';
import { filterLimits } from '../../redis/catalogue/filter.ts';
import { pageCost, pageLimits } from '../../resolvers/base/page.ts';
import * as resolve from '../../resolvers/catalogue.ts';
import { builder } from '../base/builder.ts';
import { ProductFacets } from './facets.ts';
import { Product } from './product.ts';

const ProductSort = builder.enumType('ProductSort', {
  description: 'The order of a list of products.',
  values: {
    RELEVANCE: { description: 'The best match of the search first. Without a search, the best-selling first.' },
    NAME: { description: 'By name, in ascending order.' },
    PRICE_ASC: { description: 'The lowest price first.' },
    PRICE_DESC: { description: 'The highest price first.' },
    NEWEST: { description: 'The newest product first.' },
    BEST_SELLING: { description: 'The product that sold most first.' },
  } as const,
});

const OptionFilter = builder.inputType('OptionFilter', {
  description: 'Values of one option, such as `Colour`.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name of the option, in any case.' }),
    values: t.stringList({
      required: true,
      description: `Values of the option, of which a variant has one. At most ${filterLimits.maxValues}.`,
    }),
  }),
});

const ProductFilter = builder.inputType('ProductFilter', {
  description: 'What listed products have to be.',
  fields: (t) => ({
    category: t.string({ description: 'The slug of a category. Products of the categories below it are in it too.' }),
    options: t.field({
      type: [OptionFilter],
      description: `Options of which the product has variants with the given values. At most ${filterLimits.maxOptions}.`,
    }),
    minPrice: t.field({
      type: 'Decimal',
      description: 'The lowest price that a product may have. It is compared with `price`, whatever its currency.',
    }),
    maxPrice: t.field({
      type: 'Decimal',
      description: 'The highest price that a product may have. It is compared with `price`, whatever its currency.',
    }),
    inStock: t.boolean({
      description:
        'Whether to list only products of which one can be bought, itself or as one of its variants. A sale shows after about a second. Default: false.',
    }),
  }),
});

const SearchChange = builder.objectRef<Correction['changes'][number]>('SearchChange').implement({
  description: 'Words of a search that were replaced.',
  fields: (t) => ({
    from: t.exposeString('from', { description: 'The words of the search, in lower case and without accents.' }),
    to: t.exposeString('to', { description: 'The words of the catalogue that are looked for instead.' }),
  }),
});

const SearchCorrection = builder.objectRef<Correction>('SearchCorrection').implement({
  description: 'A search that Mortar made instead of one that finds nothing.',
  fields: (t) => ({
    search: t.exposeString('search', { description: 'The search that was made.' }),
    changes: t.field({
      type: [SearchChange],
      description: 'The words that differ from those of the search that was asked for.',
      resolve: ({ changes }) => [...changes],
    }),
  }),
});

builder.queryFields((t) => ({
  product: t.field({
    type: Product,
    nullable: true,
    description:
      'Returns a product by its SKU. Null if there is none, or it is not for sale and the caller is not an administrator.',
    authScopes: { public: true },
    args: { sku: t.arg.string({ required: true, description: 'Names the product by its SKU.' }) },
    resolve: (_root, { sku }, context) => resolve.product(sku, context),
  }),
  products: t.connection(
    {
      type: Product,
      complexity: ({ skus, first, last }) => ({ multiplier: pageCost(skus?.length ?? first ?? last, pageLimits) }),
      description: 'Lists products that are for sale.',
      authScopes: { public: true },
      args: {
        skus: t.arg.stringList({
          description: `Returns these products, in this order and in one page, without those that do not exist or are not for sale. At most ${pageLimits.max}. Cannot be combined with other arguments.`,
        }),
        search: t.arg.string({
          description:
            'Words of the name, SKU or description. The beginning of a word, another form of it and another spelling are enough. If nothing is found, misspelled words are corrected.',
        }),
        tags: t.arg.stringList({ description: 'Lists only products that have all of these tags.' }),
        filter: t.arg({ type: ProductFilter, description: 'Lists only products to which all of this applies.' }),
        sort: t.arg({
          type: ProductSort,
          description: 'The order of the list. Default: RELEVANCE for a search, else NAME.',
        }),
      },
      resolve: (_root, args, context) => resolve.products(args, context),
    },
    {
      name: 'ProductConnection',
      description: 'A page of products.',
      fields: (t) => ({
        facets: t.field({
          type: ProductFacets,
          nullable: true,
          complexity: { field: 10, multiplier: 1 },
          description:
            'Counts what the products of the whole list have. Null for a list by `skus`, and while a word of the search is being indexed.',
          args: {
            priceBounds: t.arg({
              type: ['Decimal'],
              description: `Prices at which ranges begin, in ascending order. At most ${facetLimits.maxPriceBounds}.`,
            }),
          },
          resolve: (page, { priceBounds }) =>
            'facets' in page ? (page as resolve.ProductsPage).facets(priceBounds ?? []) : null,
        }),
        correction: t.field({
          type: SearchCorrection,
          nullable: true,
          description:
            'The search that was made instead, if no product has all words of `search`. Null if it was not changed.',
          resolve: (page) => ('correction' in page ? (page.correction as Correction | null) : null),
        }),
      }),
    },
    { name: 'ProductEdge', description: 'A product in a page, with its cursor.' },
  ),
}));
