// The stores of the shop, put together: what each stands on is made once.

import { Carts } from './cart.ts';
import { Catalogue } from './catalogue.ts';
import { Checkouts } from './checkout.ts';
import type { RedisHandle } from './handle.ts';
import { Inventory, type InventorySettings } from './inventory.ts';
import type { Jobs } from './job.ts';
import { Orders } from './order.ts';
import { OrderActions } from './order-action.ts';
import { OrderImports } from './order-import.ts';
import { OrderOutbox } from './order-outbox.ts';
import type { PaymentProvider } from './payment.ts';
import { TestPaymentProvider } from './payment-test-provider.ts';
import { ProductSearch } from './product-search.ts';
import { Recommendations } from './recommendation.ts';

export interface Shop {
  readonly catalogue: Catalogue;
  readonly products: ProductSearch;
  readonly inventory: Inventory;
  readonly carts: Carts;
  readonly checkouts: Checkouts;
  readonly orders: Orders;
  readonly orderActions: OrderActions;
  readonly orderImports: OrderImports;
  readonly outbox: OrderOutbox;
  readonly recommendations: Recommendations;
}

/** `holdMs` is how long a checkout keeps its stock; `onAdjusted` is told of each change of the stock on hand. */
export interface ShopSettings extends InventorySettings {
  /** Takes the money; the built-in test provider where absent. */
  readonly payments?: PaymentProvider;
}

export function createShop(redis: RedisHandle, jobs: Jobs, settings: ShopSettings = {}): Shop {
  const outbox = new OrderOutbox(redis, jobs);
  const orders = new Orders(redis, { onEvent: (shard) => outbox.relay(shard) });
  const catalogue = new Catalogue(redis);
  const products = new ProductSearch(redis);
  const inventory = new Inventory(redis, settings);
  const carts = new Carts(redis, catalogue, inventory);
  const payments = settings.payments ?? new TestPaymentProvider(redis);
  return {
    catalogue,
    products,
    inventory,
    carts,
    checkouts: new Checkouts(redis, { carts, inventory, orders, payments }),
    orders,
    orderActions: new OrderActions(orders, inventory, payments),
    orderImports: new OrderImports(redis),
    outbox,
    recommendations: new Recommendations(redis, catalogue, inventory, products),
  };
}
