// The stock of each product.

import type { Product as ProductShape } from '../redis/catalogue/catalogue.ts';
import { inventoryLimits, type Stock } from '../redis/inventory/inventory.ts';
import * as resolve from '../resolvers/inventory.ts';
import { builder } from './base/builder.ts';
import { Product, ProductPayload } from './catalogue.ts';

const Inventory = builder.objectRef<Stock>('Inventory').implement({
  description: 'How many of a product there are.',
  fields: (t) => ({
    onHand: t.exposeInt('onHand', { description: 'In the warehouse.' }),
    reserved: t.exposeInt('reserved', { description: 'Of these, held by checkouts that are under way.' }),
    available: t.exposeInt('available', { description: 'What can still be bought: on hand less reserved.' }),
  }),
});

builder.objectField(Product, 'inventory', (t) =>
  t.field({
    type: Inventory,
    description: 'How many there are at this moment.',
    resolve: ({ sku }, _args, { stores }) => stores.inventory.get(sku),
  }),
);

const InventoryAdjustInput = builder.inputType('InventoryAdjustInput', {
  description: 'A change of the stock on hand.',
  fields: (t) => ({
    sku: t.string({ required: true, description: 'The product.' }),
    delta: t.int({ required: true, description: 'How many came in, or, negative, went out.' }),
    reason: t.string({ description: 'Why, for whoever reads the log.' }),
    idempotencyKey: t.string({ description: 'Given again within a day, the change is made once.' }),
  }),
});

builder.mutationField('inventoryAdjust', (t) =>
  t.field({
    type: ProductPayload,
    description: 'Changes the stock on hand, which never falls below what is reserved.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: InventoryAdjustInput, required: true, description: 'The change.' }) },
    resolve: (_root, { input }, context) => resolve.inventoryAdjust(input, context),
  }),
);

builder.subscriptionField('stockChanged', (t) =>
  t.field({
    type: Product,
    description: 'Each of the products as it is now, and again after each change of it or its stock.',
    authScopes: { public: true },
    args: { skus: t.arg.stringList({ required: true, description: `Which: at most ${inventoryLimits.maxWatched}.` }) },
    subscribe: (_root, { skus }, context) => resolve.stockChanged(skus, context),
    resolve: (product: ProductShape) => product,
  }),
);
