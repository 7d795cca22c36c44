// What the products of a list are counted by.

import type { FacetCounts } from '../../redis/catalogue/facet-counts.ts';
import { builder } from '../base/builder.ts';
import { Category } from './category.ts';

type Of<List extends readonly unknown[]> = List[number];

const CategoryFacet = builder.objectRef<Of<FacetCounts['categories']>>('CategoryFacet').implement({
  description: 'A category, with the products of a list that are in it.',
  fields: (t) => ({
    category: t.field({
      type: Category,
      nullable: true,
      description: 'The category. Null if it was deleted in the meantime.',
      resolve: ({ slug }, _args, { stores }) => stores.categories.get(slug),
    }),
    count: t.field({
      type: 'SafeInt',
      resolve: (one) => one.count,
      description: 'The number of products, those of the categories below it included.',
    }),
  }),
});

const OptionValueFacet = builder.objectRef<Of<Of<FacetCounts['options']>['values']>>('OptionValueFacet').implement({
  description: 'A value of an option, with the products of a list that have it.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'The value, such as `Red`.' }),
    count: t.field({
      type: 'SafeInt',
      resolve: (one) => one.count,
      description: 'The number of products that have a variant with the value.',
    }),
  }),
});

const OptionFacet = builder.objectRef<Of<FacetCounts['options']>>('OptionFacet').implement({
  description: 'An option, with the values that products of a list have.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name of the option, such as `Colour`.' }),
    values: t.field({
      type: [OptionValueFacet],
      complexity: { multiplier: 4 },
      description: 'The values, the most frequent in the list first.',
      resolve: ({ values }) => [...values],
    }),
  }),
});

const PriceRangeFacet = builder.objectRef<Of<FacetCounts['priceRanges']>>('PriceRangeFacet').implement({
  description: 'A range of prices, with the products of a list that are in it.',
  fields: (t) => ({
    from: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The lowest price of the range. Null for the first range.',
      resolve: ({ from }) => from,
    }),
    to: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The price at which the next range begins. Null for the last range.',
      resolve: ({ to }) => to,
    }),
    count: t.field({ type: 'SafeInt', resolve: (one) => one.count, description: 'The number of products.' }),
  }),
});

export const ProductFacets = builder.objectRef<FacetCounts>('ProductFacets').implement({
  description:
    'What the products of a list have. Categories, each option, prices and stock are each counted without their own part of the filter, so that they show what another choice would find.',
  fields: (t) => ({
    count: t.field({
      type: 'SafeInt',
      resolve: (one) => one.count,
      description: 'The number of products in the whole list.',
    }),
    inStock: t.field({
      type: 'SafeInt',
      resolve: (one) => one.inStock,
      description: 'The number of products of which one can be bought, itself or as one of its variants.',
    }),
    categories: t.field({
      type: [CategoryFacet],
      complexity: { multiplier: 4 },
      description:
        'The categories directly below that of the filter, or those at the top, that have products. Sorted by slug.',
      resolve: (facets) => [...facets.categories],
    }),
    options: t.field({
      type: [OptionFacet],
      complexity: { multiplier: 4 },
      description: 'The options that variants of the products have.',
      resolve: (facets) => [...facets.options],
    }),
    minPrice: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The lowest price. Null if there are no products.',
      resolve: ({ minPrice }) => minPrice,
    }),
    maxPrice: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The highest price. Null if there are no products.',
      resolve: ({ maxPrice }) => maxPrice,
    }),
    priceRanges: t.field({
      type: [PriceRangeFacet],
      complexity: { multiplier: 4 },
      description: 'The ranges between the `priceBounds` that were given. Empty without bounds.',
      resolve: ({ priceRanges }) => [...priceRanges],
    }),
  }),
});
