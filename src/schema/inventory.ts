// The stock of each product.

import type { Product as ProductShape } from '../redis/catalogue/product.ts';
import { inventoryLimits, type Stock } from '../redis/inventory/inventory.ts';
import * as resolve from '../resolvers/inventory.ts';
import { builder } from './base/builder.ts';
import { Product, ProductPayload } from './catalogue/product.ts';

const Inventory = builder.objectRef<Stock>('Inventory').implement({
  description: 'The stock of a product.',
  fields: (t) => ({
    onHand: t.exposeInt('onHand', { description: 'The quantity in the warehouse.' }),
    reserved: t.exposeInt('reserved', { description: 'The part of `onHand` that open checkouts have reserved.' }),
    available: t.exposeInt('available', { description: 'The quantity that can be bought: `onHand` less `reserved`.' }),
  }),
});

builder.objectField(Product, 'inventory', (t) =>
  t.field({
    type: Inventory,
    isolated: true,
    description: 'The stock of the product at this moment.',
    resolve: ({ sku }, _args, context) => resolve.stockOf(sku, context),
  }),
);

const InventoryAdjustInput = builder.inputType('InventoryAdjustInput', {
  description: 'A change of the quantity on hand.',
  fields: (t) => ({
    sku: t.string({ required: true, description: 'The SKU of the product.' }),
    delta: t.int({ required: true, description: 'The quantity that came in, or as a negative number went out.' }),
    reason: t.string({ description: 'The reason, which the log shows.' }),
    idempotencyKey: t.string({
      description: 'A key that the client chooses. A change with the same key within a day is made once.',
    }),
  }),
});

builder.mutationField('inventoryAdjust', (t) =>
  t.field({
    type: ProductPayload,
    description:
      'Changes the quantity on hand, which cannot fall below the reserved quantity. Fails with NOT_FOUND, INVALID or OUT_OF_STOCK.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: InventoryAdjustInput,
        required: true,
        description: 'Gives the SKU of the product and the change of its quantity.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.inventoryAdjust(input, context),
  }),
);

builder.subscriptionField('stockChanged', (t) =>
  t.field({
    type: Product,
    description:
      'Delivers each product as it is now, and again after each change of it or its stock. A SKU without a product is left out; without any product the subscription fails.',
    authScopes: { public: true },
    // Each product is read, and listened to, by itself.
    complexity: ({ skus }) => ({ multiplier: Math.max(1, skus.length) }),
    extensions: { watches: ({ skus }: { skus: readonly string[] }) => new Set(skus).size },
    args: {
      skus: t.arg.stringList({
        required: true,
        description: `The SKUs of the products. At most ${inventoryLimits.maxWatched}.`,
      }),
    },
    subscribe: (_root, { skus }, context) => resolve.stockChanged(skus, context),
    resolve: (product: ProductShape) => product,
  }),
);
