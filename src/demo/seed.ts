// Fills an empty database, so that a first look shows something: log-ins, a sample catalogue with
// categories, variants and pictures, discounts, shipping and taxes, and an experiment that runs.

import { baseKeys } from '../redis/base/keys.ts';
import { readable } from '../redis/base/or-error.ts';
import { Refusal } from '../redis/base/problem.ts';
import type { Stores } from '../redis/stores.ts';
import { createLogIns, type LogIn, readLogIns } from './log-ins.ts';
import { setPrices } from './prices.ts';
import { sampleCategories, sampleProducts } from './products.ts';

/**
 * Seeds once. Where an earlier run was cut off in the middle, the rest is done now; what is there stays as it is, also
 * what a user has changed since.
 *
 * @returns the demo's log-ins; none where the database held something of its own.
 */
export async function seedDemo(stores: Stores): Promise<LogIn[]> {
  const { redis, accounts } = stores;
  const state = await redis.client.hget(baseKeys.demo(redis.prefix), 'state');
  if (state === 'done') return readLogIns(redis);
  if (state === null) await redis.client.hset(baseKeys.demo(redis.prefix), 'state', 'begun');
  const logIns = await createLogIns(redis, accounts);
  await stockShelves(stores);
  await setPrices(stores);
  await startExperiment(stores);
  await redis.client.hset(baseKeys.demo(redis.prefix), 'state', 'done');
  return logIns;
}

async function stockShelves({ catalogue, categories, inventory }: Stores): Promise<void> {
  const known = readable(await categories.list()).map(({ slug }) => slug);
  for (const [slug, name] of sampleCategories) if (!known.includes(slug)) await categories.set({ slug, name });
  const there = await catalogue.many(sampleProducts.map((product) => product.sku));
  await catalogue.setMany(sampleProducts.filter((_product, index) => there[index] === null));
  for (const { sku, onHand } of sampleProducts.filter((product) => product.onHand > 0))
    await inventory.adjust([{ sku, delta: onHand }], `demo:${sku}`);
}

/** The one that `npm run simulate` has its shoppers take part in. */
async function startExperiment({ experiments }: Stores): Promise<void> {
  const key = 'checkout-button';
  const found = await experiments.find(key);
  if (found && found.state !== 'DRAFT') return;
  await experiments.set({
    key,
    description: 'Which button in the cart brings more orders?',
    goal: 'PURCHASE',
    variants: [{ key: 'grey' }, { key: 'green' }],
    metrics: [
      { key: 'revenue', event: 'PURCHASE', kind: 'REVENUE', currency: 'EUR', mayFallBy: 0.1 },
      { key: 'cart', event: 'CART' },
    ],
  });
  try {
    await experiments.start(key);
  } catch (error) {
    // Another process that sets the same demo up was faster.
    if (!(error instanceof Refusal && error.problems[0]?.code === 'ILLEGAL_STATE')) throw error;
  }
}
