// The products of the catalogue's bench: 100,000, each with five variants. Any run has the same.

import type { ProductInput } from '../../src/redis/catalogue/product.ts';

export const productCount = 100_000;
const variantsOfEach = 5;

const things = ['mug', 'lamp', 'kettle', 'clock', 'pen', 'vase', 'chair', 'table', 'shelf', 'bowl', 'knife', 'pan'];
const looks = ['slate', 'sand', 'oak', 'brass', 'linen', 'smoke', 'iron', 'felt', 'clay', 'wool', 'steel', 'cork'];
const sizes = ['xs', 's', 'm', 'l', 'xl', 'xxl'];

export const categories = ['kitchen', 'desk', 'garden', ...Array.from({ length: 40 }, (_, index) => `shelf-${index}`)];
/** Of sizes, colours and fits. */
export const valueCount = sizes.length + looks.length + 100;

/** One that has no variants. With another shift it has another price. */
export function plainProduct(index: number, shift = 0): ProductInput {
  const thing = things[index % things.length];
  const look = looks[Math.floor(index / things.length) % looks.length] as string;
  const cents = 100 + (((index + shift) * 7_919) % 100_000);
  return {
    sku: `sku-${index}`,
    name: `${look} ${thing} series${index % 200} ${index}`,
    description: `A ${thing} of ${look}, for every day, number ${index}.`,
    tags: cents < 50_000 ? [look, 'budget'] : [look],
    price: { minor: BigInt(cents), currency: 'EUR' },
    active: true,
  };
}

/** One that is sold as its variants. */
export function heading(index: number, shift = 0): ProductInput {
  const slugs = [categories[index % 3] ?? 'kitchen', `shelf-${index % 40}`];
  return { ...plainProduct(index, shift), categories: slugs, options: ['Size', 'Colour', 'Fit'] };
}

const sizeOf = (index: number, at: number): string => sizes[(index + at) % sizes.length] as string;

export const skuOfVariant = (index: number, at: number): string => `sku-${index}-${sizeOf(index, at)}`;

export function variantsOf(index: number, shift = 0): ProductInput[] {
  const own = plainProduct(index, shift);
  return Array.from({ length: variantsOfEach }, (_, at) => ({
    ...own,
    sku: skuOfVariant(index, at),
    description: null,
    tags: [],
    variantOf: own.sku,
    optionValues: [
      { name: 'Size', value: sizeOf(index, at) },
      { name: 'Colour', value: looks[(index + at) % looks.length] as string },
      { name: 'Fit', value: `fit ${index % 100}` },
    ],
  }));
}
