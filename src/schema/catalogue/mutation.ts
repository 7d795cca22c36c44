// How the shop's people set products and categories.

import { encodeGlobalID } from '@pothos/plugin-relay';
import { categoryLimits } from '../../redis/catalogue/category-slug.ts';
import { catalogueLimits } from '../../redis/catalogue/product.ts';
import * as resolve from '../../resolvers/catalogue.ts';
import { builder } from '../base/builder.ts';
import { MoneyInput } from '../base/money.ts';
import { payloadType } from '../base/payload.ts';
import { Category } from './category.ts';
import { ProductPayload } from './product.ts';

const ProductImageInput = builder.inputType('ProductImageInput', {
  description: 'An image of a product.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description: `The address, which begins with \`https://\`, or with \`data:image/\` if it has the image itself. At most ${catalogueLimits.maxUrlLength.toLocaleString('en')} characters.`,
    }),
    alt: t.string({
      description: `The alternative text. At most ${catalogueLimits.maxAltLength} characters. Default: empty, for an image that only decorates.`,
    }),
  }),
});

const ProductOptionValueInput = builder.inputType('ProductOptionValueInput', {
  description: 'The value of a variant for an option of its product.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The name of the option, in any case.' }),
    value: t.string({
      required: true,
      description: `The value. Range: 1–${catalogueLimits.maxOptionLength} characters.`,
    }),
  }),
});

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
    prices: t.field({
      type: [MoneyInput],
      description: `Prices in other currencies than that of \`price\`. At most ${catalogueLimits.maxCurrencies - 1}. Default: none.`,
    }),
    categories: t.stringList({
      description: `The slugs of its categories. At most ${catalogueLimits.maxCategories}. Default: none.`,
    }),
    images: t.field({
      type: [ProductImageInput],
      description: `The images, the main one first. At most ${catalogueLimits.maxImages}. Default: none.`,
    }),
    options: t.stringList({
      description: `The names of the options in which its variants differ. The product is then sold as its variants only. At most ${catalogueLimits.maxOptions}. Default: none.`,
    }),
    variantOf: t.string({
      description: 'The SKU of the product of which this is a variant. Default: the product is not a variant.',
    }),
    optionValues: t.field({
      type: [ProductOptionValueInput],
      description: `The values of a variant, one per option of its product. At most ${catalogueLimits.maxOptions}. Default: none.`,
    }),
    mustBeNew: t.boolean({
      description:
        'Whether to fail with CONFLICT if a product has the SKU already, so that nothing is replaced. Default: false.',
    }),
  }),
});

builder.mutationField('productSet', (t) =>
  t.field({
    type: ProductPayload,
    description:
      'Creates or replaces a product. Fails with INVALID; with NOT_FOUND for a category or the product of a variant; with CONFLICT if another variant has the same values, or if `mustBeNew` is true and a product has the SKU; with LIMIT_EXCEEDED.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: ProductSetInput, required: true, description: 'The new state of the product.' }) },
    resolve: (_root, { input }, context) => resolve.productSet(input, context),
  }),
);

const CategorySetInput = builder.inputType('CategorySetInput', {
  description: 'The new state of a category.',
  fields: (t) => ({
    slug: t.string({
      required: true,
      description: `The slug: lower-case letters, digits and hyphens. A category below another one begins with its slug and a slash, such as \`clothing/shirts\`. At most ${categoryLimits.maxDepth} levels and ${categoryLimits.maxSlugLength} characters.`,
    }),
    name: t.string({
      required: true,
      description: `The name, for people. Range: 1–${categoryLimits.maxNameLength} characters.`,
    }),
  }),
});

const CategoryDeleteInput = builder.inputType('CategoryDeleteInput', {
  description: 'Names the category to delete.',
  fields: (t) => ({ slug: t.string({ required: true, description: 'The slug of the category.' }) }),
});

const CategoryPayload = payloadType<resolve.CategoryFields>(
  'CategoryPayload',
  'The result of a mutation that changes a category.',
  (t) => ({
    category: t.field({
      type: Category,
      nullable: true,
      description: 'The category as it is now, or was when it was deleted. Null if there is none.',
      resolve: ({ category }) => category,
    }),
    deletedId: t.id({
      nullable: true,
      description: 'The id of what was deleted, to remove it from a cache. Null if nothing was deleted.',
      resolve: ({ category, deleted }) => (category && deleted ? encodeGlobalID('Category', category.slug) : null),
    }),
  }),
);

builder.mutationFields((t) => ({
  categorySet: t.field({
    type: CategoryPayload,
    description:
      'Creates or renames a category. Fails with INVALID, with NOT_FOUND if the category above does not exist, and with LIMIT_EXCEEDED.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: CategorySetInput, required: true, description: 'The new state of the category.' }) },
    resolve: (_root, { input }, context) => resolve.categorySet(input, context),
  }),
  categoryDelete: t.field({
    type: CategoryPayload,
    description:
      'Deletes a category. Fails with NOT_FOUND, and with CONFLICT if categories are below it or products for sale are in it.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: CategoryDeleteInput, required: true, description: 'Names the category to delete.' }),
    },
    resolve: (_root, { input }, context) => resolve.categoryDelete(input.slug, context),
  }),
}));
