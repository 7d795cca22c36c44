// The stores of the shop, put together: what each stands on is made once.

import type { RedisHandle } from './base/handle.ts';
import { Carts } from './cart/cart.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { ProductSearch } from './catalogue/search.ts';
import { Checkouts } from './checkout/checkout.ts';
import { Inventory, type InventorySettings } from './inventory/inventory.ts';
import type { Jobs } from './job/job.ts';
import { OrderActions } from './order/action.ts';
import { OrderImports } from './order/import.ts';
import { Orders } from './order/order.ts';
import { OrderOutbox } from './order/outbox.ts';
import type { PaymentProvider } from './payment/payment.ts';
import { TestPaymentProvider } from './payment/test-provider.ts';
import { Recommendations } from './recommendation/recommendation.ts';

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
