// Points for orders: an event gives them, a field shows them, and a job tells who has reached a level.

import { definePlugin, type PluginRedis } from 'mortar';
import { defineScript } from 'mortar/redis';
import { defineHandler, defineJob } from 'mortar/worker';
import { z } from 'zod';

const limits = {
  /** Points that nobody adds to are forgotten. */
  keptSeconds: 400 * 86_400,
  /** An event comes again within this time, if it comes twice. */
  eventSeconds: 30 * 86_400,
  pointsPerLevel: 100,
};

/** Events come at least once: the first time counts. All keys have the tag of the account, and so one slot. */
const giveScript = defineScript({
  name: 'loyalty/give',
  source: `
    if redis.call('SET', KEYS[2], '1', 'NX', 'EX', ARGV[3]) == false then
      return { 'AGAIN', redis.call('GET', KEYS[1]) or '0' }
    end
    local points = redis.call('INCRBY', KEYS[1], ARGV[1])
    redis.call('EXPIRE', KEYS[1], ARGV[2])
    return { 'OK', tostring(points) }`,
});

class Points {
  readonly #redis: PluginRedis;

  constructor(redis: PluginRedis) {
    this.#redis = redis;
  }

  async of(account: string): Promise<number> {
    return Number((await this.#redis.client.get(this.#redis.key(account, 'points'))) ?? 0);
  }

  /** Before and after. */
  async give(account: string, points: number, event: string): Promise<{ before: number; after: number }> {
    const keys = [this.#redis.key(account, 'points'), this.#redis.key(account, 'given', event)];
    const args = [points, limits.keptSeconds, limits.eventSeconds];
    const [outcome, now] = (await this.#redis.run(giveScript, keys, args)) as ['OK' | 'AGAIN', string];
    return { before: outcome === 'OK' ? Number(now) - points : Number(now), after: Number(now) };
  }
}

const levelOf = (points: number): number => Math.floor(points / limits.pointsPerLevel);

const levelReached = defineJob({
  name: 'loyalty-level',
  queue: 'loyalty',
  payload: z.object({ account: z.string(), level: z.number() }),
});

export const loyalty = definePlugin({
  name: 'loyalty',
  mortar: '^0.1.0',
  stores: (redis) => new Points(redis),
  on: {
    // A point per whole unit of the order's currency. Guests have no account to keep them.
    'order.paid': async (event, { own, stores }) => {
      const order = await stores.orders.get(event.data.orderId);
      const [, account] = /^user:(.+)$/.exec(order?.owner ?? '') ?? [];
      if (!order || account === undefined) return;
      const { before, after } = await own.give(account, Number(order.total.minor / 100n), event.id);
      const level = levelOf(after);
      if (level > levelOf(before))
        await stores.jobs.enqueue(levelReached, { account, level }, { idempotencyKey: `${account} ${level}` });
    },
  },
  schema(builder, { types, own }) {
    const Loyalty = builder.objectRef<{ points: number }>('Loyalty').implement({
      description: 'What an account has earned by its orders.',
      fields: (t) => ({
        points: t.exposeInt('points', { description: 'One per whole unit of what was paid.' }),
        level: t.int({ description: 'One per 100 points.', resolve: ({ points }) => levelOf(points) }),
      }),
    });
    builder.objectField(types.User, 'loyalty', (t) =>
      t.field({
        type: Loyalty,
        description: 'What the account has earned by its orders.',
        resolve: async ({ id }) => ({ points: await own.of(id) }),
      }),
    );
  },
  jobs: ({ log }) => [
    defineHandler(levelReached, async ({ account, level }) => {
      // Here a shop would send a mail.
      log.info({ account, level }, 'an account has reached a level');
    }),
  ],
});
