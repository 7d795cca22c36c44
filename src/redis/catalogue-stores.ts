// The stores of products, put together: how they are kept, found and counted, and which of them are in stock.

import type { RedisHandle } from './base/handle.ts';
import { ReplicaHandle } from './base/replicas.ts';
import { type StoresBesideProducts, storesBesideProducts } from './catalogue/beside.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { Facets } from './catalogue/facet-counts.ts';
import type { LanguageCode } from './catalogue/language.ts';
import { ProductSearch } from './catalogue/search.ts';
import { Availability } from './inventory/availability.ts';
import type { Inventory } from './inventory/inventory.ts';

export interface CatalogueStores extends StoresBesideProducts {
  readonly catalogue: Catalogue;
  readonly facets: Facets;
  readonly products: ProductSearch;
  readonly inventory: Inventory;
  readonly availability: Availability;
}

interface CatalogueSettings {
  readonly language?: LanguageCode;
  /** Whether replicas answer for pages. */
  readonly replicaReads?: boolean;
}

export function catalogueStores(
  redis: RedisHandle,
  inventory: Inventory,
  { language, replicaReads }: CatalogueSettings,
): CatalogueStores {
  const catalogue = new Catalogue(redis, undefined, language);
  return {
    catalogue,
    ...storesBesideProducts(redis, catalogue),
    facets: new Facets(redis, language),
    products: new ProductSearch(replicaReads ? new ReplicaHandle(redis) : redis, undefined, language),
    inventory,
    availability: new Availability(redis, catalogue, inventory),
  };
}
