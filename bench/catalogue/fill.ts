// Fills a catalogue with the products of the bench and their variants: some batches at once, so that Redis writes one while the
// next is packed.

import type { RedisHandle } from '../../src/redis/base/handle.ts';
import type { Catalogue } from '../../src/redis/catalogue/catalogue.ts';
import { Categories } from '../../src/redis/catalogue/category.ts';
import { Progress } from '../chaos/progress.ts';
import { categories, heading, productCount, skuOfVariant, variantsOf } from './sample.ts';

const limits = { batch: 200, batchesAtOnce: 2, tries: 5 } as const;

/** Every second product has a variant in stock. */
export async function fillCatalogue(redis: RedisHandle, catalogue: Catalogue, count = productCount): Promise<void> {
  const kept = new Categories(redis);
  for (const slug of categories) await kept.set({ slug, name: slug });
  await inBatches(count, 'products with their variants are written', async (batch) => {
    await catalogue.setMany(batch.map((index) => heading(index)));
    await catalogue.setMany(batch.flatMap((index) => variantsOf(index)));
    const stocked = batch.filter((index) => index % 2 === 0);
    await catalogue.putInStock(stocked.map((index) => ({ sku: skuOfVariant(index, 0), inStock: true })));
  });
  await sellSome(catalogue, count);
}

/** Calls `write` with the indexes of all, and tells how far it is. */
export async function inBatches(
  count: number,
  told: string,
  write: (batch: number[]) => Promise<unknown>,
): Promise<void> {
  let [next, done] = [0, 0];
  const began = performance.now();
  const progress = new Progress(() => {
    const left =
      done === 0 ? '' : `, ${Math.round(((performance.now() - began) / 1_000 / done) * (count - done))} s left`;
    return `${bar(done / count)} ${done.toLocaleString('en')} of ${count.toLocaleString('en')} ${told}${left}`;
  });
  const lane = async (): Promise<void> => {
    while (next < count) {
      const batch = Array.from({ length: Math.min(limits.batch, count - next) }, (_, at) => next + at);
      next += batch.length;
      await again(() => write(batch));
      done += batch.length;
    }
  };
  try {
    await Promise.all(Array.from({ length: limits.batchesAtOnce }, lane));
  } finally {
    progress.stop();
  }
}

/** A machine with other work may let a command wait for too long. To write the same once more changes nothing. */
async function again(write: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1)
    try {
      await write();
      return;
    } catch (error) {
      if (tries === limits.tries) throw error;
    }
}

function bar(share: number): string {
  const full = Math.round(20 * share);
  return `[${'#'.repeat(full)}${'.'.repeat(20 - full)}]`;
}

/** A few products sell much, most of them little or nothing. */
async function sellSome(catalogue: Catalogue, count: number): Promise<void> {
  for (let order = 0; order < 1_000; order += 1) {
    const lines = Array.from({ length: 40 }, (_, line) => ({
      sku: skuOfVariant((order * 7_907 + line * 6_007) % count, 0),
      quantity: 1 + Math.floor(2_000 / (1 + ((order * 31 + line) % 900))),
    }));
    await catalogue.countSold(`order-${order}`, lines);
  }
}
