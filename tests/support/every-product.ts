// Uses the catalogue and its stock so that they make all their keys.

import { Catalogue } from '../../src/redis/catalogue/catalogue.ts';
import type { Stores } from '../../src/redis/stores.ts';

export async function useCatalogue(stores: Stores): Promise<void> {
  const { redis, catalogue, categories, inventory } = stores;
  const price = { minor: 1000n, currency: 'EUR' };
  const product = { description: 'A cup for tea', tags: ['all'], active: true, price };
  // Words become frequent after two products instead of hundreds.
  const small = new Catalogue(redis, { from: 2, maxTerms: 100, fillStep: 100, sampleEvery: 1 });
  for (let number = 0; number < 8; number++)
    await small.set({ ...product, sku: `cup-${number}`, name: `Cup ${number}` });
  await small.set({ ...product, sku: 'gone', name: 'Cup gone', active: true });
  await catalogue.countSold('an-order', [{ sku: 'gone', quantity: 1 }]);
  await small.set({ ...product, sku: 'gone', name: 'Cup gone', active: false });
  await categories.set({ slug: 'cups', name: 'Cups' });
  await catalogue.set({ ...product, sku: 'set', name: 'Cups in a set', categories: ['cups'], options: ['Colour'] });
  const colour = { name: 'Colour', value: 'Red' };
  await catalogue.set({ ...product, sku: 'set-red', name: 'Red cups', variantOf: 'set', optionValues: [colour] });
  await inventory.adjust([{ sku: 'cup-1', delta: 9 }], 'delivery');
  await stores.availability.relay();
  // Not told yet.
  await inventory.adjust([{ sku: 'set-red', delta: 1 }]);
  await stores.synonyms.set({ word: 'cup', synonyms: ['mug'] });
  for (const caller of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await stores.missedSearches.note('spoon', caller);
}
