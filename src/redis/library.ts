// `mortar/stores`: all stores at once, those of accounts, of the shop and of metrics included. It loads what these need, such as Argon2,
// which `mortar/redis` does not.

export { Accounts } from './account/account.ts';
export { Carts } from './cart/cart.ts';
export { Catalogue } from './catalogue/catalogue.ts';
export { Categories } from './catalogue/category.ts';
export { type FacetCounts, Facets } from './catalogue/facet-counts.ts';
export { MissedSearches } from './catalogue/missed.ts';
export { ProductSearch } from './catalogue/search.ts';
export { ProductSuggestions, type Suggestions } from './catalogue/suggestions.ts';
export { SynonymList, type Synonyms } from './catalogue/synonym.ts';
export { Checkouts } from './checkout/checkout.ts';
export { Experiments } from './experiment/experiment.ts';
export {
  type Flag,
  type FlagAudience,
  type FlagChange,
  type FlagInput,
  type FlagReason,
  Flags,
  type FlagValue,
} from './flag/flag.ts';
export { Availability } from './inventory/availability.ts';
export { Inventory } from './inventory/inventory.ts';
export { Metrics } from './metric/metric.ts';
export { Orders } from './order/order.ts';
export { PriceRules } from './pricing/rules.ts';
export { Recommendations } from './recommendation/recommendation.ts';
export { Sessions } from './session/session.ts';
export { createStores, type ShopSettings, type StoreSettings, type Stores } from './stores.ts';
