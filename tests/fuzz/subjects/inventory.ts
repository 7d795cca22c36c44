// The stock on hand and its holds.

import { inventoryKeys } from '../../../src/redis/inventory/keys.ts';
import type { FuzzMethod, FuzzSubject, World } from '../subject.ts';

const held: FuzzMethod = {
  good: async ({ stores, next }: World) => {
    const id = `hold-${next()}`;
    await stores.inventory.reserve(id, [{ sku: 'a', quantity: 1 }]);
    return [id];
  },
};

const holder = async (world: World) => ({
  replaces: (await held.good(world))[0],
  holder: { shopper: `shopper-${world.next()}`, address: '203.0.113.7' },
});

/** What is held is what is reserved, and none of it is less than nothing. */
export async function brokenInventory({ redis, stores }: World): Promise<string[]> {
  const { client, prefix } = redis;
  const problems: string[] = [];
  for (const part of ['on-hand', 'reserved'] as const)
    for (const [sku, count] of Object.entries(await client.hgetall(inventoryKeys.part(prefix, part))))
      if (!/^\d{1,10}$/.test(count)) problems.push(`${part} of ${JSON.stringify(sku.slice(0, 20))} is ${count}`);
  const [live, settled, holds] = await Promise.all([
    client.zrange(inventoryKeys.part(prefix, 'expiry'), '0', '-1'),
    client.zrange(inventoryKeys.part(prefix, 'settled'), '0', '-1'),
    client.hkeys(inventoryKeys.part(prefix, 'holds')),
  ]);
  const listed = new Set([...live, ...settled]);
  if (listed.size !== live.length + settled.length) problems.push('a hold is live and has ended');
  if (holds.length !== listed.size) problems.push('a hold is in no list');
  const wrong = (await stores.inventory.audit()).map(({ of, sku }) => `${of} ${sku}`);
  if (wrong.length > 0) problems.push(`counts are not the sums of the holds: ${wrong.join()}`);
  return problems;
}

export const inventorySubject: FuzzSubject = {
  name: 'inventory',
  objects: ({ stores }) => ({ inventory: stores.inventory, availability: stores.availability }),
  prepare: ({ stores }) => stores.inventory.adjust([{ sku: 'a', delta: 1_000_000 }]),
  methods: {
    'inventory.changedChannel': { good: () => ['a'] },
    'inventory.get': { good: () => ['a'] },
    'inventory.many': { good: () => [['a', 'b']] },
    'inventory.heldBy': { good: () => ['shopper', ['a', 'b']] },
    'inventory.adjust': {
      good: ({ next }) => [
        [
          { sku: 'a', delta: 3 },
          { sku: 'b', delta: 2 },
        ],
        `key-${next()}`,
        { reason: 'counted', userId: 'me' },
      ],
    },
    'inventory.reserve': {
      good: async (world) => [`hold-${world.next()}`, [{ sku: 'a', quantity: 2 }], await holder(world)],
    },
    'inventory.extend': held,
    'inventory.adopt': {
      good: async ({ stores, next }) => {
        const [id, guest] = [`adopted-${next()}`, `guest-${next()}`];
        await stores.inventory.reserve(id, [{ sku: 'a', quantity: 1 }], { cart: guest, holder: { shopper: guest } });
        return [id, guest, `account-${next()}`];
      },
    },
    'inventory.retry': held,
    'inventory.commit': held,
    'inventory.release': held,
    'inventory.undo': held,
    'inventory.heldUntil': held,
    'availability.relay': {
      good: async ({ stores, next }) => {
        await stores.inventory.adjust([{ sku: `turned-${next()}`, delta: 1 }]);
        return [];
      },
    },
    'availability.tellAll': { good: () => [] },
    'inventory.sweep': { good: () => [] },
    'inventory.audit': { good: () => [{ mend: false }] },
  },
  broken: brokenInventory,
};
