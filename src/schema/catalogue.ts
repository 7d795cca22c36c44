// Products: what they are, how they are found, and how the shop's people set them.

import { catalogueLimits, type Product as ProductShape } from '../redis/catalogue/catalogue.ts';
import * as resolve from '../resolvers/catalogue.ts';
import { builder } from './base/builder.ts';
import { Money, MoneyInput } from './base/money.ts';
import { payloadType } from './base/payload.ts';

const ProductSort = builder.enumType('ProductSort', {
  description: 'In which order products are listed.',
  values: {
    RELEVANCE: { description: 'What fits the search best comes first; without a search, what sells best.' },
    NAME: { description: 'By name.' },
    PRICE_ASC: { description: 'The cheapest first.' },
    PRICE_DESC: { description: 'The dearest first.' },
    NEWEST: { description: 'The newest first.' },
    BEST_SELLING: { description: 'What was sold most comes first.' },
  } as const,
});

export const Product = builder.objectRef<ProductShape>('Product');

builder.node(Product, {
  description: 'Something for sale.',
  id: { resolve: (product) => product.sku },
  loadOne: (sku, context) => resolve.product(sku, context),
  fields: (t) => ({
    sku: t.exposeString('sku', { description: 'The stock-keeping unit: its name for machines.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is like.' }),
    tags: t.stringList({ description: 'What it is filed under, in lower case.', resolve: ({ tags }) => [...tags] }),
    price: t.field({ type: Money, description: 'What one costs.', resolve: (product) => product.price }),
    active: t.exposeBoolean('active', { description: 'Whether it is for sale.' }),
  }),
});

builder.queryFields((t) => ({
  product: t.field({
    type: Product,
    nullable: true,
    description: 'A product by its SKU; null where there is none for sale.',
    authScopes: { public: true },
    args: { sku: t.arg.string({ required: true, description: 'Its SKU.' }) },
    resolve: (_root, { sku }, context) => resolve.product(sku, context),
  }),
  products: t.connection(
    {
      type: Product,
      description: 'Products that are for sale.',
      authScopes: { public: true },
      args: {
        search: t.arg.string({ description: 'Words of the name, SKU or description; beginnings of words will do.' }),
        tags: t.arg.stringList({ description: 'All of these tags.' }),
        sort: t.arg({ type: ProductSort, description: 'The order (RELEVANCE for a search, else NAME).' }),
      },
      resolve: (_root, args, context) => resolve.products(args, context),
    },
    { name: 'ProductConnection', description: 'A page of products.' },
    { name: 'ProductEdge', description: 'A product in a list.' },
  ),
}));

const ProductSetInput = builder.inputType('ProductSetInput', {
  description: 'A product as it shall be from now on.',
  fields: (t) => ({
    sku: t.string({ required: true, description: 'Its SKU; a product that has it already is replaced.' }),
    name: t.string({ required: true, description: `Its name: 1 to ${catalogueLimits.maxNameLength} characters.` }),
    description: t.string({
      description: `What it is like: at most ${catalogueLimits.maxDescriptionLength.toLocaleString('en')} characters.`,
    }),
    tags: t.stringList({ description: `What it is filed under: at most ${catalogueLimits.maxTags} tags.` }),
    price: t.field({ type: MoneyInput, required: true, description: 'What one costs.' }),
    active: t.boolean({ description: 'Whether it is for sale (true).' }),
  }),
});

export const ProductPayload = payloadType<{ product: ProductShape | null }>('ProductPayload', 'A product.', (t) => ({
  product: t.field({
    type: Product,
    nullable: true,
    description: 'The product as it is now; null where it was refused.',
    resolve: (payload) => payload.product,
  }),
}));

builder.mutationField('productSet', (t) =>
  t.field({
    type: ProductPayload,
    description: 'Makes or replaces a product.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: ProductSetInput, required: true, description: 'The product.' }) },
    resolve: (_root, { input }, context) => resolve.productSet(input, context),
  }),
);
