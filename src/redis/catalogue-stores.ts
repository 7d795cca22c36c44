// The stores of products, put together: how they are kept, found and counted, and which of them are in stock.

import type { RedisHandle } from './base/handle.ts';
import { ReplicaHandle } from './base/replicas.ts';
import { type StoresBesideProducts, storesBesideProducts } from './catalogue/beside.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { Facets } from './catalogue/facet-counts.ts';
import type { LanguageCode } from './catalogue/language.ts';
import { MissedSearches } from './catalogue/missed.ts';
import { ProductSearch } from './catalogue/search.ts';
import { ProductSuggestions } from './catalogue/suggestions.ts';
import { SynonymList } from './catalogue/synonym.ts';
import { Availability } from './inventory/availability.ts';
import type { Inventory } from './inventory/inventory.ts';

export interface CatalogueStores extends StoresBesideProducts {
  readonly catalogue: Catalogue;
  readonly facets: Facets;
  readonly products: ProductSearch;
  readonly suggestions: ProductSuggestions;
  readonly synonyms: SynonymList;
  readonly missedSearches: MissedSearches;
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
  const reading = replicaReads ? new ReplicaHandle(redis) : redis;
  return {
    catalogue,
    ...storesBesideProducts(redis, catalogue),
    facets: new Facets(redis, language),
    products: new ProductSearch(reading, undefined, language),
    suggestions: new ProductSuggestions(reading),
    synonyms: new SynonymList(redis, language),
    missedSearches: new MissedSearches(redis),
    inventory,
    availability: new Availability(redis, catalogue, inventory),
  };
}
