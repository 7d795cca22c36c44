// What goes with a product, and with what somebody has in the cart or bought.

import { recommendationLimits } from '../redis/recommendation/limits.ts';
import type { Recommended } from '../redis/recommendation/recommendation.ts';
import { pageCost } from '../resolvers/base/page.ts';
import * as resolve from '../resolvers/recommendation.ts';
import { builder } from './base/builder.ts';
import { describeSize } from './base/size.ts';
import { Cart } from './cart.ts';
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

const RecommendationReason = builder.enumType('RecommendationReason', {
  description: 'Why a product is recommended.',
  values: {
    BOUGHT_TOGETHER: { description: 'It was bought together with a product of the cart.' },
    WANTED: { description: 'It is wanted at present: bought, put into carts and looked at.' },
    BEST_SELLING: { description: 'It is among the best-selling products.' },
  } as const,
});

const CartRecommendation = builder.objectRef<Recommended>('CartRecommendation').implement({
  description: 'A product that goes with a cart.',
  fields: (t) => ({
    product: t.field({
      type: Product,
      description: 'The product that is recommended.',
      resolve: ({ product }) => product,
    }),
    reason: t.field({
      type: RecommendationReason,
      description: 'Why the product is recommended.',
      resolve: ({ reason }) => reason,
    }),
    boughtWith: t.field({
      type: Product,
      nullable: true,
      description:
        'The product of the cart with which it was bought most. Null for other reasons, and if that is not for sale.',
      resolve: (recommended, _args, context) => resolve.boughtWith(recommended, context),
    }),
  }),
});

builder.objectField(Cart, 'recommendations', (t) =>
  t.field({
    type: [CartRecommendation],
    complexity: ({ limit }) => ({ field: 5, multiplier: pageCost(limit, recommendationLimits.page) }),
    isolated: true,
    description: 'Products that go with the whole cart, each with the reason. None of them is in the cart.',
    args: { limit: t.arg.int(size) },
    resolve: (cart, args, context) => resolve.cartRecommendations(cart, args, context),
  }),
);
