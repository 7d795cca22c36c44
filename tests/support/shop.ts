// Shops of their own over the test run's private Redis, and what time does to them.

import { RedisHandle } from '../../src/redis/base/handle.ts';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import type { CaptureOutcome, Payment } from '../../src/redis/payment/payment.ts';
import { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { createStores, type ShopSettings, type Stores } from '../../src/redis/stores.ts';
import { openTestRedis, uniquePrefix } from './redis.ts';

interface TestShop extends Stores {
  /** What the test payment provider has charged and given back. */
  readonly ledger: TestPaymentProvider;
}

export type OpenShop = (stock: Record<string, number>, settings?: ShopSettings) => Promise<TestShop>;

/** Call it at the top of a test file. It gives what opens shops, each with products of 10.00 EUR and so many on hand. */
export async function shopOpener(): Promise<OpenShop> {
  const { client } = await openTestRedis();
  return async (stock, settings) => {
    const redis = new RedisHandle(client, uniquePrefix());
    const stores = createStores(redis, { shop: settings });
    for (const [sku, onHand] of Object.entries(stock)) {
      await setPrice(stores, sku, 1000n);
      if (onHand > 0) await stores.inventory.adjust([{ sku, delta: onHand }]);
    }
    return { ...stores, ledger: new TestPaymentProvider(redis) };
  };
}

export function setPrice({ catalogue }: Pick<Stores, 'catalogue'>, sku: string, minor: bigint, currency = 'EUR') {
  const product = { sku, name: `Product ${sku}`, description: null, tags: ['all'], active: true };
  return catalogue.set({ ...product, price: { minor, currency } });
}

/** The codes of a refusal's problems; none where it is no refusal. */
export function codesOf(refused: Promise<unknown>): Promise<string[]> {
  return refused.then(
    () => [],
    (error) => error.problems.map((problem: { code: string }) => problem.code),
  );
}

/** What time does to the stock that a checkout has reserved. */
export async function expireHold({ redis }: Pick<Stores, 'redis'>, id: string): Promise<void> {
  await redis.client.zadd(inventoryKeys.part(redis.prefix, 'expiry'), 0, id);
}

/** What time does to the lock of a process that died. */
export async function expireLock({ redis }: Pick<Stores, 'redis'>, id: string): Promise<void> {
  await redis.client.hset(orderKeys.order(redis.prefix, orderShards(redis).of(id), id), 'lockedUntil', 0);
}

/** A payment as the provider is asked about it. */
export function paymentNamed(key: string, minor = 1000n, currency = 'EUR'): Payment {
  return { key, amount: { minor, currency }, reference: null };
}

/** Of providers whose money moves when it is asked for: nothing is left to be collected. */
export async function captured(): Promise<CaptureOutcome> {
  return { outcome: 'captured' };
}

/** A payment whose money has moved, behind the shop's back. */
export async function charge(ledger: TestPaymentProvider, key: string, minor = 1000n): Promise<void> {
  await ledger.authorise({ ...paymentNamed(key, minor), token: 'tok_ok' });
  await ledger.capture(paymentNamed(key, minor));
}
