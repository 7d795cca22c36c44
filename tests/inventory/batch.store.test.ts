// Reservations of one tick share a script, and so do the steps of holds: each is judged as if it had come alone.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Inventory } from '../../src/redis/inventory/inventory.ts';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const redis = await openTestRedis();
const stockOf = (): { inventory: Inventory; handle: RedisHandle } => {
  const handle = new RedisHandle(redis.client, uniquePrefix());
  return { handle, inventory: new Inventory(handle, { holdBounds: { freePieces: 2, holdsPerShopper: 2 } }) };
};

const name = fc.integer({ min: 0, max: 7 }).map((number) => `hold-${number}`);
const reservation = fc.record({
  id: name,
  replaces: fc.option(name),
  cart: fc.option(fc.constantFrom('cart-1', 'cart-2'), { nil: undefined }),
  shopper: fc.option(fc.constantFrom('ann', 'bob')),
  lines: fc.array(fc.record({ sku: fc.constantFrom('a', 'b'), quantity: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const step = fc.record({
  id: name,
  verb: fc.constantFrom('extend' as const, 'retry' as const, 'commit' as const, 'release' as const, 'undo' as const),
});
const rounds = fc.array(fc.tuple(fc.array(reservation, { maxLength: 6 }), fc.array(step, { maxLength: 6 })), {
  maxLength: 5,
});

type Work = (inventory: Inventory) => Promise<unknown>;
const reserve =
  ({
    id,
    lines,
    replaces,
    cart,
    shopper,
  }: typeof reservation extends fc.Arbitrary<infer Value> ? Value : never): Work =>
  async (inventory) => {
    const { until, ...told } = {
      until: null,
      ...(await inventory.reserve(id, lines, { replaces, cart, ...(shopper && { holder: { shopper } }) })),
    };
    return told;
  };

it('calls of one tick come to what they come to one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      const [together, alone] = [stockOf(), stockOf()];
      for (const { inventory } of [together, alone])
        await inventory.adjust([
          { sku: 'a', delta: 9 },
          { sku: 'b', delta: 4 },
        ]);
      for (const [reservations, steps] of all)
        for (const works of [
          reservations.map(reserve),
          steps.map(
            ({ id, verb }): Work =>
              (inventory) =>
                inventory[verb](id),
          ),
        ]) {
          const answers: unknown[] = [];
          for (const work of works) answers.push(await work(alone.inventory));
          expect(await Promise.all(works.map((work) => work(together.inventory)))).toEqual(answers);
          expect(await together.inventory.many(['a', 'b'])).toEqual(await alone.inventory.many(['a', 'b']));
        }
      expect(await together.inventory.audit()).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

it('a hold that cannot be read is refused alone', async () => {
  const { inventory, handle } = stockOf();
  await inventory.adjust([{ sku: 'a', delta: 5 }]);
  await inventory.reserve('good', [{ sku: 'a', quantity: 1 }]);
  // MessagePack of a hold whose one line has a text for a quantity, which is none.
  const broken = Buffer.from('82a173a46c697665a16c92a161a3666577', 'hex');
  await handle.client.hset(inventoryKeys.part(handle.prefix, 'holds'), 'bad', broken);
  expect(await Promise.all(['bad', 'good', 'none'].map((id) => inventory.commit(id)))).toEqual([
    'GONE',
    'committed',
    'GONE',
  ]);
  expect(await inventory.get('a')).toEqual({ onHand: 4, reserved: 0, available: 4 });
});

it('a script takes a few hundred lines, and a cart that has more is alone in one', async () => {
  const { inventory } = stockOf();
  const skus = Array.from({ length: 400 }, (_, index) => `sku-${index}`);
  await inventory.adjust(skus.map((sku) => ({ sku, delta: 10 })));
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      inventory.reserve(`hold-${index}`, index % 4 ? lines.slice(0, 90) : lines),
    ),
  );
  expect(answers.map(({ outcome }) => outcome)).toEqual([...Array(10).fill('reserved'), 'short', 'short']);
  expect((await inventory.get('sku-0')).available).toBe(0);
  expect((await inventory.get('sku-399')).available).toBe(7);
});
