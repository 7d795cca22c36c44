// Reviews of products: a type, fields on Mortar's Product, a mutation, a job that runs after each review, and an event that counts orders.

import { definePlugin } from 'mortar';
import { Refusal } from 'mortar/redis';
import { defineHandler, defineJob } from 'mortar/worker';
import { z } from 'zod';

interface Review {
  readonly stars: number;
  readonly text: string;
}

const limits = { kept: 100, keptSeconds: 400 * 86_400, characters: 2_000, orders: 10_000 };
const recentMs = 30 * 86_400_000;

/** The payload is checked where the job is enqueued and where it runs. One of another shape does not compile. */
const rateProduct = defineJob({ name: 'rate-product', queue: 'reviews', payload: z.object({ sku: z.string() }) });

export const reviews = definePlugin({
  name: 'reviews',
  // Keys of one product have the same tag, and so one slot of a cluster. Each has a bound and a lifetime.
  stores: (redis) => ({
    async add(sku: string, review: Review): Promise<void> {
      const list = redis.key(sku, 'list');
      await redis.client
        .multi()
        .lpush(list, JSON.stringify(review))
        .ltrim(list, 0, limits.kept - 1)
        .expire(list, limits.keptSeconds)
        .exec();
    },
    async newest(sku: string): Promise<Review[]> {
      const texts = await redis.client.lrange(redis.key(sku, 'list'), 0, -1);
      return texts.map((text) => JSON.parse(text) as Review);
    },
    async setRating(sku: string, stars: number): Promise<void> {
      await redis.client.set(redis.key(sku, 'rating'), stars, 'EX', limits.keptSeconds);
    },
    async rating(sku: string): Promise<number | null> {
      const stars = await redis.client.get(redis.key(sku, 'rating'));
      return stars === null ? null : Number(stars);
    },
    /** The same order again changes nothing: events come at least once. */
    async noteOrder(sku: string, order: string, atMs: number): Promise<void> {
      const orders = redis.key(sku, 'orders');
      await redis.client
        .multi()
        .zadd(orders, atMs, order)
        .zremrangebyrank(orders, 0, -limits.orders - 1)
        .expire(orders, limits.keptSeconds)
        .exec();
    },
    ordersSince: (sku: string, ms: number): Promise<number> =>
      redis.client.zcount(redis.key(sku, 'orders'), ms, '+inf'),
  }),
  schema(builder, { types, own, stores, findNode, payloadType, answer }) {
    const ReviewType = builder.objectRef<Review>('Review').implement({
      description: 'What somebody wrote about a product.',
      fields: (t) => ({
        stars: t.exposeInt('stars', { description: 'From 1, the worst, to 5, the best.' }),
        text: t.exposeString('text', { description: 'The words of the review.' }),
      }),
    });
    builder.objectFields(types.Product, (t) => ({
      reviews: t.field({
        type: [ReviewType],
        description: 'The newest reviews of the product, newest first. At most 100.',
        resolve: ({ sku }) => own.newest(sku),
      }),
      rating: t.float({
        nullable: true,
        description: 'The mean of the stars. Null until a review is counted.',
        resolve: ({ sku }) => own.rating(sku),
      }),
      ordersLately: t.int({
        description: 'Paid orders with the product in the last 30 days. At most 10,000 are counted.',
        resolve: ({ sku }) => own.ordersSince(sku, Date.now() - recentMs),
      }),
    }));
    const Payload = payloadType<{ review: Review | null }>('ProductReviewPayload', 'The review.', (t) => ({
      review: t.field({
        type: ReviewType,
        nullable: true,
        description: 'The review. Null if it was refused.',
        resolve: ({ review }) => review,
      }),
    }));
    builder.mutationField('productReview', (t) =>
      t.field({
        type: Payload,
        description: 'Adds a review to a product.',
        authScopes: { user: true },
        args: {
          productId: t.arg.id({ required: true, description: 'The global id of the product.' }),
          stars: t.arg.int({ required: true, description: 'From 1, the worst, to 5, the best.' }),
          text: t.arg.string({ required: true, description: 'The words of the review: 1 to 2,000 characters.' }),
        },
        resolve: (_root, { productId, stars, text }, context, info) =>
          answer<{ review: Review | null }>({ review: null }, async () => {
            if (stars < 1 || stars > 5) throw invalid('stars', 'stars must be from 1 to 5.');
            if (text.length < 1 || text.length > limits.characters)
              throw invalid('text', `text must have 1 to ${limits.characters} characters.`);
            const product = await findNode(types.Product, productId, context, info);
            if (!product) throw invalid('productId', 'There is no such product.');
            const review = { stars, text };
            await own.add(product.sku, review);
            await stores.jobs.enqueue(rateProduct, { sku: product.sku });
            return { review };
          }),
      }),
    );
  },
  on: {
    'order.paid': async ({ at, data }, { own, stores }) => {
      const order = await stores.orders.get(data.orderId);
      for (const { sku } of order?.lines ?? []) await own.noteOrder(sku, data.orderId, at.getTime());
    },
  },
  jobs: ({ own }) => [
    defineHandler(rateProduct, async ({ sku }) => {
      const found = await own.newest(sku);
      if (found.length === 0) return;
      await own.setRating(sku, found.reduce((sum, { stars }) => sum + stars, 0) / found.length);
    }),
  ],
  rateLimits: [
    {
      name: 'reviews',
      description: 'Reviews of one account.',
      scope: 'USER',
      limit: 10,
      windowSeconds: 3_600,
      targets: ['Mutation.productReview'],
    },
  ],
});

function invalid(field: string, message: string): Refusal {
  return new Refusal({ code: 'INVALID', message, field: [field] });
}
