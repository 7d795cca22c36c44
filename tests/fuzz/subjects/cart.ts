// Carts and what they write for the metrics.

import { cartKeys } from '../../../src/redis/cart/keys.ts';
import { cartShards } from '../../../src/redis/cart/outbox.ts';
import type { FuzzSubject, World } from '../subject.ts';
import { product } from './catalogue.ts';

const lines = [
  { sku: 'a', quantity: 1 },
  { sku: 'b', quantity: 2 },
];

async function filled({ stores, next }: World, name = 'cart'): Promise<string> {
  const owner = `${name}-${next()}`;
  await stores.carts.add(owner, [{ sku: 'a', quantity: 2 }]);
  return owner;
}

export const cartSubject: FuzzSubject = {
  name: 'cart',
  objects: ({ stores }) => ({ carts: stores.carts, cartOutbox: stores.cartOutbox }),
  prepare: async ({ stores }) => {
    await stores.catalogue.setMany([product('a'), product('b')]);
    await stores.inventory.adjust([{ sku: 'a', delta: 1_000 }]);
  },
  methods: {
    'carts.changedChannel': { good: async (world) => [await filled(world)] },
    'carts.get': { good: async (world) => [await filled(world)] },
    'carts.head': { good: async (world) => [await filled(world)] },
    'carts.getOrEmpty': { good: async (world) => [await filled(world)] },
    'carts.add': { good: ({ next }) => [`new-${next()}`, lines, 'visitor'] },
    'carts.update': { good: async (world) => [await filled(world), lines] },
    'carts.remove': { good: async (world) => [await filled(world), ['a', 'z']] },
    'carts.clear': { good: async (world) => [await filled(world)] },
    'carts.takeOutBought': { good: async (world) => [await filled(world), 'checkout', lines] },
    'carts.acceptPrices': {
      good: async (world) => {
        const { owner, version, checkoutId } = await world.stores.carts.getOrEmpty(await filled(world));
        return [{ owner, version, checkoutId }, 'checkout', [{ sku: 'a', price: { minor: 900n, currency: 'EUR' } }]];
      },
    },
    'carts.forget': { good: async (world) => [await filled(world)] },
    'carts.has': { good: async (world) => [await filled(world)] },
    'carts.checkoutIds': { good: async (world) => [await filled(world)] },
    'carts.merge': { good: async (world) => [await filled(world, 'guest'), await filled(world, 'account'), ['other']] },
    'cartOutbox.relayAll': { good: () => [] },
  },
  async broken({ redis, stores }) {
    const { client, prefix } = redis;
    const problems: string[] = [];
    const owners = new Set<string>();
    const nodes = 'nodes' in client ? client.nodes('master') : [client];
    for (const node of nodes)
      for (const key of await node.keys(`${prefix}:{cart:*}:of:*`)) owners.add(key.slice(key.indexOf(':of:') + 4));
    for (const owner of [...owners].slice(-30)) {
      const key = cartKeys.cart(prefix, cartShards(redis).of(owner), owner);
      const fields = await client.hgetall(key);
      if ((await client.pttl(key)) < 0 && Object.keys(fields).length > 0) problems.push('a cart is kept for ever');
      for (const [field, value] of Object.entries(fields))
        if (field.startsWith('l:') && !/^[1-9]\d{0,3}:\d+:\d+$/.test(value)) problems.push(`a line is ${value}`);
      if (!/^\d+$/.test(fields.version ?? '0')) problems.push(`a version is ${fields.version}`);
      await stores.carts.get(owner).catch((error) => problems.push(`a cart cannot be read: ${error}`));
    }
    return problems;
  },
};
