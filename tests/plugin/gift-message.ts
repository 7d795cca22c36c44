// A plugin as a shop may write it: a message for the gift card of an order, kept by a store of its own, and a card that a job prints.

import { z } from 'zod';
import { definePlugin } from '../../src/plugins/plugin.ts';
import type { PluginRedis } from '../../src/plugins/redis.ts';
import { Refusal } from '../../src/redis/base/problem.ts';
import { defineScript } from '../../src/redis/base/scripts.ts';
import { defineJob } from '../../src/redis/job/definition.ts';
import type { Order } from '../../src/redis/order/record.ts';
import { defineHandler } from '../../src/worker/handler.ts';

const keptSeconds = 400 * 86_400;

const setScript = defineScript({
  name: 'gift-message/set',
  source: `redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) return redis.call('INCR', KEYS[2])`,
});

class GiftMessages {
  readonly #redis: PluginRedis;

  constructor(redis: PluginRedis) {
    this.#redis = redis;
  }

  get(order: string): Promise<string | null> {
    return this.#redis.client.get(this.#redis.key(order, 'text'));
  }

  /** How often it was set. */
  async set(order: string, text: string): Promise<number> {
    const keys = [this.#redis.key(order, 'text'), this.#redis.key(order, 'changes')];
    return Number(await this.#redis.run(setScript, keys, [text, keptSeconds]));
  }
}

const printCard = defineJob({
  name: 'gift-card-print',
  queue: 'gift-cards',
  payload: z.object({ order: z.string(), copies: z.number().default(1) }),
});

/** `onPrint` is told of each card. */
export function giftMessagePlugin(onPrint: (card: { order: string; copies: number }) => void = () => {}) {
  return definePlugin({
    name: 'gift-message',
    mortar: '>=0.1.0',
    stores: (redis) => new GiftMessages(redis),
    schema(builder, { types, own, stores, payloadType, answer, findNode }) {
      builder.objectField(types.Order, 'giftMessage', (t) =>
        t.string({
          nullable: true,
          description: 'The words on the gift card. Null if there is no card.',
          resolve: (order) => own.get(order.id),
        }),
      );
      const Payload = payloadType<{ order: Order | null }>('OrderGiftMessageSetPayload', 'The order.', (t) => ({
        order: t.field({
          type: types.Order,
          nullable: true,
          description: 'The order with its message. Null if there is none.',
          resolve: ({ order }) => order,
        }),
      }));
      builder.mutationField('orderGiftMessageSet', (t) =>
        t.field({
          type: Payload,
          description: 'Sets the words on the gift card of an order.',
          authScopes: { session: true },
          complexity: { field: 1_000 },
          args: {
            orderId: t.arg.id({ required: true, description: 'The global id of the order.' }),
            message: t.arg.string({ required: true, description: 'The words.' }),
          },
          resolve: (_root, { orderId, message }, context, info) =>
            answer<{ order: Order | null }>({ order: null }, async () => {
              const order = await findNode(types.Order, orderId, context, info);
              if (!order)
                throw new Refusal({ code: 'NOT_FOUND', message: 'There is no such order.', field: ['orderId'] });
              await own.set(order.id, message);
              await stores.jobs.enqueue(printCard, { order: order.id });
              return { order };
            }),
        }),
      );
    },
    jobs: () => [
      defineHandler(printCard, async (card) => {
        onPrint(card);
      }),
    ],
    rateLimits: [
      {
        name: 'gift-message',
        description: 'Messages for gift cards of one session.',
        scope: 'SESSION',
        limit: 10,
        windowSeconds: 3_600,
        targets: ['Mutation.orderGiftMessageSet'],
      },
    ],
  });
}
