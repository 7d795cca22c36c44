// A product as the API shows it.

import {
  catalogueLimits,
  type OptionValue,
  type ProductImage as ProductImageShape,
  type Product as ProductShape,
} from '../../redis/catalogue/product.ts';
import * as resolve from '../../resolvers/catalogue.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';
import { payloadType } from '../base/payload.ts';
import { Category } from './category.ts';

export const Product = builder.objectRef<ProductShape>('Product');

const ProductImage = builder.objectRef<ProductImageShape>('ProductImage').implement({
  description: 'An image of a product.',
  fields: (t) => ({
    url: t.exposeString('url', {
      description:
        'The address of the image, which begins with `https://`, or with `data:image/` if it has the image itself.',
    }),
    alt: t.exposeString('alt', {
      description: 'The alternative text for people who do not see the image. Empty if the image only decorates.',
    }),
  }),
});

const ProductOption = builder.objectRef<resolve.ProductOption>('ProductOption').implement({
  description: 'What the variants of a product differ in.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name of the option, such as `Size`.' }),
    values: t.stringList({
      description: 'The values that variants for sale have, in the order of the variants.',
      resolve: ({ values }) => [...values],
    }),
  }),
});

const ProductOptionValue = builder.objectRef<OptionValue>('ProductOptionValue').implement({
  description: 'The value that a variant has for an option of its product.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name of the option, such as `Size`.' }),
    value: t.exposeString('value', { description: 'The value, such as `M`.' }),
  }),
});

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
    prices: t.field({
      type: [Money],
      complexity: { multiplier: 4 },
      description: `The price in each currency, \`price\` first. A cart takes the price of its currency. At most ${catalogueLimits.maxCurrencies}.`,
      args: { currency: t.arg({ type: 'CurrencyCode', description: 'Returns only the price in this currency.' }) },
      resolve: (product, { currency }) => resolve.prices(product, currency),
    }),
    images: t.field({
      type: [ProductImage],
      complexity: { multiplier: 4 },
      description: `The images, the main one first. At most ${catalogueLimits.maxImages}.`,
      resolve: ({ images = [] }) => [...images],
    }),
    categories: t.field({
      type: [Category],
      isolated: true,
      complexity: { multiplier: 4 },
      description: `The categories that the product is in, without those above them. A variant is in those of its product. At most ${catalogueLimits.maxCategories}.`,
      resolve: (product, _args, context) => resolve.categoriesOf(product, context),
    }),
    options: t.field({
      type: [ProductOption],
      isolated: true,
      complexity: { multiplier: 4 },
      description: `What the variants of the product differ in, with the values of those that are for sale. Empty if the product is sold itself. At most ${catalogueLimits.maxOptions}.`,
      resolve: (product, _args, context) => resolve.options(product, context),
    }),
    optionValues: t.field({
      type: [ProductOptionValue],
      complexity: { multiplier: 4 },
      description: `The values of a variant, one per option of its product. Empty if the product is not a variant. At most ${catalogueLimits.maxOptions}.`,
      resolve: ({ optionValues = [] }) => [...optionValues],
    }),
    variants: t.field({
      type: [Product],
      isolated: true,
      complexity: { field: 5, multiplier: 20 },
      description: `The variants of the product, oldest first. Those not for sale are visible to administrators only. At most ${catalogueLimits.maxVariants}.`,
      resolve: (product, _args, context) => resolve.variants(product, context),
    }),
    variantOf: t.field({
      type: Product,
      nullable: true,
      description:
        'The product of which this is a variant. Null if it is not a variant, or that product is not for sale and the caller is not an administrator.',
      resolve: ({ variantOf }, _args, context) => (variantOf ? resolve.product(variantOf, context) : null),
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
