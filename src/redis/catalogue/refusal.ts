// Why a product was not written, as catalogue/lua/set.lua says it.

import { Refusal, rangeOf } from '../base/problem.ts';
import { catalogueLimits, type ProductInput } from './product.ts';

export function refusalOf(outcome: string, detail: string | undefined, { sku, variantOf }: ProductInput): Refusal {
  const { maxVariants, maxOptionValues } = catalogueLimits;
  switch (outcome) {
    case 'TAKEN':
      return new Refusal({
        code: 'CONFLICT',
        message: `There is a product with the SKU ${sku} already.`,
        field: ['sku'],
      });
    case 'CATEGORY':
      return new Refusal({
        code: 'NOT_FOUND',
        message: `There is no category ${detail}. Create it with categorySet.`,
        field: ['categories'],
      });
    case 'NO_PRODUCT':
      return new Refusal({
        code: 'NOT_FOUND',
        message: `There is no product ${variantOf} that has options.`,
        field: ['variantOf'],
      });
    case 'OPTIONS':
      return new Refusal({
        code: 'INVALID',
        message: `Give a value for each option of ${variantOf}: ${detail}.`,
        field: ['optionValues'],
      });
    case 'SAME':
      return new Refusal({
        code: 'CONFLICT',
        message: `The variant ${detail} of ${variantOf} has the same values.`,
        field: ['optionValues'],
      });
    case 'VARIANTS':
      return new Refusal({
        code: 'LIMIT_EXCEEDED',
        message: `A product has at most ${maxVariants} variants.`,
        field: ['variantOf'],
        allowed: [rangeOf(0, maxVariants, 'entries')],
      });
    case 'VALUES':
      return new Refusal({
        code: 'LIMIT_EXCEEDED',
        message: `A catalogue has at most ${maxOptionValues} different values of options.`,
        field: ['optionValues'],
      });
    default:
      return new Refusal({
        code: 'CONFLICT',
        message: `${sku} has variants, so its options cannot change and it cannot become a variant.`,
        field: ['options'],
      });
  }
}
