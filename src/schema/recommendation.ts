// What goes with a product, and with what somebody has in the cart or bought.

import { recommendationLimits } from '../redis/recommendation/limits.ts';
import { pageCost } from '../resolvers/base/page.ts';
import * as resolve from '../resolvers/recommendation.ts';
import { builder } from './base/builder.ts';
import { describeSize } from './base/size.ts';
import { Product } from './catalogue/product.ts';
import { Viewer } from './session/viewer.ts';

const size = {
  defaultValue: recommendationLimits.page.default,
  description: describeSize('Number of products to return.', recommendationLimits.page),
};

builder.objectField(Product, 'recommendations', (t) =>
  t.field({
    type: [Product],
    complexity: ({ limit }) => ({ field: 5, multiplier: pageCost(limit, recommendationLimits.page) }),
    isolated: true,
    description: 'Products that were bought together with it, then the best-selling. All are for sale and in stock.',
    args: { limit: t.arg.int(size) },
    resolve: (product, args, context) => resolve.recommendations(product, args, context),
  }),
);

builder.objectField(Viewer, 'recommendations', (t) =>
  t.field({
    type: [Product],
    complexity: ({ limit }) => ({ field: 5, multiplier: pageCost(limit, recommendationLimits.page) }),
    isolated: true,
    description: 'Products that go with the cart and the newest orders, without the products in them.',
    args: { limit: t.arg.int(size) },
    resolve: (_viewer, args, context) => resolve.viewerRecommendations(args, context),
  }),
);
