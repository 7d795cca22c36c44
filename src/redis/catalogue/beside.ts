// The stores that stand beside the products: what they are sorted into, and how they are exported.

import type { RedisHandle } from '../base/handle.ts';
import type { Catalogue } from './catalogue.ts';
import { Categories } from './category.ts';
import { ProductExport } from './export.ts';

export interface StoresBesideProducts {
  readonly categories: Categories;
  readonly productExport: ProductExport;
}

export function storesBesideProducts(redis: RedisHandle, catalogue: Catalogue): StoresBesideProducts {
  const categories = new Categories(redis);
  return { categories, productExport: new ProductExport(redis, catalogue, categories) };
}
