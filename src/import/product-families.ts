// Judges variants without writing them, as the script that writes products does: by the products that are there, and by what the rows
// before have made of them.

import type { Catalogue } from '../redis/catalogue/catalogue.ts';
import { optionFacet, optionNames } from '../redis/catalogue/facet.ts';
import { catalogueLimits, type ProductInput } from '../redis/catalogue/product.ts';
import { refusalOf } from '../redis/catalogue/refusal.ts';
import { badValueOf } from './product-change.ts';
import type { BadValue } from './product-given.ts';

interface Family {
  options: string;
  /** What each variant has chosen, by its SKU. */
  readonly variants: Map<string, string>;
}

export class ProductFamilies {
  readonly #catalogue: Catalogue;
  readonly #known = new Map<string, Family>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Why each product cannot be written; null for one that can, which then counts as written. */
  async judge(products: readonly ProductInput[]): Promise<(BadValue | null)[]> {
    const skus = [...new Set(products.flatMap(({ sku, variantOf }) => (variantOf == null ? [sku] : [sku, variantOf])))];
    const families = new Map(await Promise.all(skus.map(async (sku) => [sku, await this.#family(sku)] as const)));
    return products.map((product) => {
      const [outcome, detail] = outcomeOf(product, families);
      return outcome === 'OK' ? null : badValueOf(refusalOf(outcome, detail, product));
    });
  }

  async #family(sku: string): Promise<Family> {
    const known = this.#known.get(sku);
    if (known) return known;
    const [product, variants] = await Promise.all([this.#catalogue.get(sku), this.#catalogue.variants(sku)]);
    const family: Family = {
      options: product && product.variantOf == null ? optionNames(product) : '',
      variants: new Map(variants.map((variant) => [variant.sku, chosenBy(variant)])),
    };
    this.#known.set(sku, family);
    return family;
  }
}

function outcomeOf(product: ProductInput, families: ReadonlyMap<string, Family>): [string, string?] {
  const { sku, variantOf = null } = product;
  const options = optionNames(product);
  const own = families.get(sku) as Family;
  if (variantOf === null) {
    if (own.variants.size > 0 && own.options !== options) return ['HAS_VARIANTS'];
    own.options = options;
    return ['OK'];
  }
  if (own.variants.size > 0) return ['HAS_VARIANTS'];
  const family = families.get(variantOf) as Family;
  if (family.options === '') return ['NO_PRODUCT'];
  if (family.options !== options) return ['OPTIONS', family.options.replaceAll('\x01', ', ')];
  const chosen = chosenBy(product);
  const others = [...family.variants].filter(([other]) => other !== sku);
  const same = others.find(([, values]) => values === chosen);
  if (same) return ['SAME', same[0]];
  if (others.length >= catalogueLimits.maxVariants) return ['VARIANTS'];
  family.variants.set(sku, chosen);
  return ['OK'];
}

const chosenBy = ({ optionValues = [] }: ProductInput): string => optionValues.map(optionFacet).sort().join('\n');
