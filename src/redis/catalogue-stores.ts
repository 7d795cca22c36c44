// The stores of products, put together: how they are kept, found, counted and exported, and which of them are in stock.

import type { RedisHandle } from './base/handle.ts';
import { ReplicaHandle } from './base/replicas.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { Categories } from './catalogue/category.ts';
import { ProductExport } from './catalogue/export.ts';
import { Facets } from './catalogue/facet-counts.ts';
import type { LanguageCode } from './catalogue/language.ts';
import { MissedSearches } from './catalogue/missed.ts';
import { ProductSearch } from './catalogue/search.ts';
import { ProductSuggestions } from './catalogue/suggestions.ts';
import { SynonymList } from './catalogue/synonym.ts';
import { Availability } from './inventory/availability.ts';
import type { Inventory } from './inventory/inventory.ts';

export interface CatalogueStores {
  readonly catalogue: Catalogue;
  readonly categories: Categories;
  readonly productExport: ProductExport;
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
  const categories = new Categories(redis);
  const reading = replicaReads ? new ReplicaHandle(redis) : redis;
  return {
    catalogue,
    categories,
    productExport: new ProductExport(redis, catalogue, categories),
    facets: new Facets(redis, language),
    products: new ProductSearch(redis, undefined, language, reading),
    suggestions: new ProductSuggestions(reading),
    synonyms: new SynonymList(redis, language),
    missedSearches: new MissedSearches(redis),
    inventory,
    availability: new Availability(redis, catalogue, inventory),
  };
}
