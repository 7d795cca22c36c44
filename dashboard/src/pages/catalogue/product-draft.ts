// A product as it stands in the form: texts as they are typed.

import type { CatalogueProductFragment, ProductSetInput } from '../../generated/graphql.ts';
import { tagsOf } from './tags.ts';

/** Lists have commas between; images stand in lines, each with its text behind the address. */
export interface Draft {
  sku: string;
  name: string;
  description: string;
  tags: string;
  amount: string;
  currency: string;
  prices: string;
  weightGrams: string;
  taxClass: string;
  categories: string;
  images: string;
  options: string;
  variantOf: string | null;
  optionValues: { name: string; value: string }[];
  active: boolean;
}

export function draftOf(product: CatalogueProductFragment | undefined): Draft {
  return {
    sku: product?.sku ?? '',
    name: product?.name ?? '',
    description: product?.description ?? '',
    tags: product?.tags.join(', ') ?? '',
    amount: product?.price.amount ?? '',
    currency: product?.price.currency ?? 'EUR',
    prices:
      product?.prices
        .slice(1)
        .map(({ currency, amount }) => `${currency} ${amount}`)
        .join(', ') ?? '',
    weightGrams: product?.weightGrams?.toString() ?? '',
    taxClass: product?.taxClass ?? '',
    // A variant is in the categories of its product, and has none itself.
    categories: product?.variantOf ? '' : (product?.categories.map(({ slug }) => slug).join(', ') ?? ''),
    images: product?.images.map(({ url, alt }) => `${url} ${alt}`.trim()).join('\n') ?? '',
    options: product?.options.map(({ name }) => name).join(', ') ?? '',
    variantOf: product?.variantOf?.sku ?? null,
    optionValues: product?.optionValues.map(({ name, value }) => ({ name, value })) ?? [],
    active: product?.active ?? true,
  };
}

/** What most of its variants have in common with a product is filled in. */
export function variantDraftOf(product: CatalogueProductFragment): Draft {
  return {
    ...draftOf(product),
    ...{ sku: '', description: '', tags: '', categories: '', images: '', options: '', active: true },
    variantOf: product.sku,
    optionValues: product.options.map(({ name }) => ({ name, value: '' })),
  };
}

export function inputOf(draft: Draft): ProductSetInput {
  const { sku, name, active, amount, currency, description, weightGrams, taxClass, variantOf, optionValues } = draft;
  return {
    ...{ sku, name, active, variantOf, optionValues },
    description: description.trim() || null,
    tags: tagsOf(draft.tags),
    price: { amount, currency },
    prices: listOf(draft.prices).map(priceOf),
    weightGrams: weightGrams === '' ? null : Number(weightGrams),
    taxClass: taxClass.trim() || null,
    categories: listOf(draft.categories),
    images: draft.images.split('\n').flatMap((line) => (line.trim() === '' ? [] : [imageOf(line.trim())])),
    options: listOf(draft.options),
  };
}

const listOf = (text: string): string[] => text.split(',').flatMap((part) => part.trim() || []);

/** `USD 19.99`; what is none the server refuses. */
function priceOf(text: string): { currency: string; amount: string } {
  const [currency = '', amount = ''] = text.split(/\s+/);
  return { currency: currency.toUpperCase(), amount };
}

function imageOf(line: string): { url: string; alt: string } {
  const [url = '', ...words] = line.split(/\s+/);
  return { url, alt: words.join(' ') };
}
