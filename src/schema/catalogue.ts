// Products: what they are, how they are found, and how the shop's people set them.

import { catalogueLimits, type Product as ProductShape } from '../redis/catalogue/catalogue.ts';
import type { Correction } from '../redis/catalogue/correction.ts';
import { pageCost, pageLimits } from '../resolvers/base/page.ts';
import * as resolve from '../resolvers/catalogue.ts';
import { builder } from './base/builder.ts';
import { Money, MoneyInput } from './base/money.ts';
import { payloadType } from './base/payload.ts';

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

export const Product = builder.objectRef<ProductShape>('Product');

builder.node(Product, {
  description: 'A product of the catalogue.',
  id: { resolve: (product) => product.sku },
  loadOne: (sku, context) => resolve.product(sku, context),
  fields: (t) => ({
    sku: t.exposeString('sku', { description: 'The stock-keeping unit, which identifies the product.' }),
    name: t.exposeString('name', { description: 'The name of the product, for people.' }),
    description: t.exposeString('description', { nullable: true, description: 'The description of the product.' }),
    tags: t.stringList({ description: 'The tags of the product, in lower case.', resolve: ({ tags }) => [...tags] }),
    price: t.field({ type: Money, description: 'The price of one.', resolve: (product) => product.price }),
    active: t.exposeBoolean('active', { description: 'Whether the product is for sale.' }),
    weightGrams: t.int({
      nullable: true,
      description: 'The weight of one, packed, in grams. Null if it is not known.',
      resolve: ({ weightGrams }) => weightGrams ?? null,
    }),
    taxClass: t.string({
      nullable: true,
      description: 'The class of tax rates that apply to the product. Null for the standard class.',
      resolve: ({ taxClass }) => taxClass ?? null,
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

const ProductSetInput = builder.inputType('ProductSetInput', {
  description: 'The new state of a product.',
  fields: (t) => ({
    sku: t.string({
      required: true,
      description: 'The SKU. A product that has it already is replaced, unless `mustBeNew` is true.',
    }),
    name: t.string({ required: true, description: `The name. Range: 1–${catalogueLimits.maxNameLength} characters.` }),
    description: t.string({
      description: `The description. At most ${catalogueLimits.maxDescriptionLength.toLocaleString('en')} characters.`,
    }),
    tags: t.stringList({ description: `The tags. At most ${catalogueLimits.maxTags}.` }),
    price: t.field({ type: MoneyInput, required: true, description: 'The price of one.' }),
    active: t.boolean({ description: 'Whether the product is for sale. Default: true.' }),
    weightGrams: t.int({
      description: `The weight of one, packed, in grams. At most ${catalogueLimits.maxWeight.toLocaleString('en')}. Default: not known.`,
    }),
    taxClass: t.string({
      description: `The class of tax rates that apply, such as \`reduced\`: lower-case letters and digits with single hyphens between, at most ${catalogueLimits.maxTaxClassLength} characters. Default: the standard class.`,
    }),
    mustBeNew: t.boolean({
      description:
        'Whether to fail with CONFLICT if a product has the SKU already, so that nothing is replaced. Default: false.',
    }),
  }),
});

export const ProductPayload = payloadType<{ product: ProductShape | null }>(
  'ProductPayload',
  'The result of a mutation that changes a product or its stock.',
  (t) => ({
    product: t.field({
      type: Product,
      nullable: true,
      description: 'The product as it is now, also if the change was refused. Null if there is none.',
      resolve: (payload) => payload.product,
    }),
  }),
);

builder.mutationField('productSet', (t) =>
  t.field({
    type: ProductPayload,
    description:
      'Creates or replaces a product. Fails with INVALID, and with CONFLICT if `mustBeNew` is true and a product has the SKU.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: ProductSetInput, required: true, description: 'The new state of the product.' }) },
    resolve: (_root, { input }, context) => resolve.productSet(input, context),
  }),
);
