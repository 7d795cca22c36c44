// What goes with a product, and with what somebody has in the cart or bought.

import * as resolve from '../resolvers/recommendation.ts';
import { Viewer } from './account.ts';
import { builder } from './base/builder.ts';
import { Product } from './catalogue.ts';

builder.objectField(Product, 'recommendations', (t) =>
  t.field({
    type: [Product],
    complexity: ({ first }) => ({ field: 5, multiplier: first ?? 6 }),
    description: 'What was bought together with it, as far as it is for sale and in stock; else what sells best.',
    args: { first: t.arg.int({ defaultValue: 6, description: 'How many, at most 50 (6).' }) },
    resolve: ({ sku }, { first }, { stores }) => stores.recommendations.forProduct(sku, Math.max(0, first ?? 6)),
  }),
);

builder.objectField(Viewer, 'recommendations', (t) =>
  t.field({
    type: [Product],
    complexity: ({ first }) => ({ field: 5, multiplier: first ?? 6 }),
    description: 'What goes with the cart and the orders, without what is in them.',
    args: { first: t.arg.int({ defaultValue: 6, description: 'How many, at most 50 (6).' }) },
    resolve: (_viewer, { first }, context) => resolve.viewerRecommendations(Math.max(0, first ?? 6), context),
  }),
);
