// What it costs that an order waits for a replica, or for the disk where Redis has WAITAOF, and what it would cost all others on a
// connection that they share.

import { setTimeout as wait } from 'node:timers/promises';
import { parseRedisUrl } from '../src/redis/base/address.ts';
import { RedisHandle } from '../src/redis/base/handle.ts';
import { createStores, type Stores } from '../src/redis/stores.ts';
import { DurableRedis } from '../tests/support/durable-redis.ts';
import { ReplicatedRedis } from '../tests/support/replicated-redis.ts';
import { compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './context.ts';

const orders = 300;
const reads = 2_000;
const waitMs = 1_000;

export async function benchDurable({ report }: BenchContext): Promise<void> {
  const redis = await ReplicatedRedis.open('pair');
  const handles: RedisHandle[] = [];
  const open = async (): Promise<RedisHandle> => {
    const handle = await RedisHandle.open(parseRedisUrl(redis.url), { prefix: `bench-${handles.length}` });
    handles.push(handle);
    return handle;
  };
  try {
    const durability = { replicas: 1, disk: false, timeoutMs: waitMs, subjects: ['orders'] } as const;
    const [waits, plain] = [createStores(await open(), { durability }), createStores(await open())];
    for (const stores of [waits, plain]) await prepare(stores);
    for (const inFlight of [1, 16])
      report(
        await compare({
          bench: 'durable',
          case: `cart to paid order, ${inFlight} in flight, one replica has each write`,
          unit: 'orders/s',
          peerName: 'without waiting',
          mortar: () => ratePerSecond(orders, inFlight, () => buy(waits)),
          peer: () => ratePerSecond(orders, inFlight, () => buy(plain)),
        }),
      );
    const [own, shared] = [await open(), await open()];
    report(
      await compare({
        bench: 'durable',
        case: 'reads beside writes that wait',
        unit: 'reads/s',
        peerName: 'WAIT on the connection of the reads',
        mortar: () => readBeside(own, () => waits.inventory.adjust([{ sku: 'a', delta: 1 }])),
        peer: () =>
          readBeside(shared, () => shared.client.pipeline().incr(`${shared.prefix}:n`).call('WAIT', 1, waitMs).exec()),
      }),
    );
  } finally {
    for (const handle of handles) handle.close();
    await redis.close();
  }
  for (const appendfsync of ['always', 'everysec'] as const) await benchDisk(appendfsync, report);
}

async function benchDisk(appendfsync: 'always' | 'everysec', report: BenchContext['report']): Promise<void> {
  const redis = await DurableRedis.open(appendfsync);
  const handles = await Promise.all(
    ['waits', 'plain'].map((prefix) => RedisHandle.open(parseRedisUrl(redis.url), { prefix })),
  );
  try {
    const [waiting, other] = handles as [RedisHandle, RedisHandle];
    const [command] = (await other.client.call('COMMAND', 'INFO', 'WAITAOF')) as unknown[];
    if (!command) return;
    const durability = { replicas: 0, disk: true, timeoutMs: 4 * waitMs, subjects: ['orders'] } as const;
    const [waits, plain] = [createStores(waiting, { durability }), createStores(other)];
    for (const stores of [waits, plain]) await prepare(stores);
    // With a second to the write, an order takes several.
    const count = appendfsync === 'always' ? orders : 8;
    for (const inFlight of appendfsync === 'always' ? [1, 16] : [8])
      report(
        await compare({
          bench: 'durable',
          case: `cart to paid order, ${inFlight} in flight, the disk has each write, appendfsync ${appendfsync}`,
          unit: 'orders/s',
          peerName: 'without waiting',
          mortar: () => ratePerSecond(count, inFlight, () => buy(waits)),
          peer: () => ratePerSecond(count, inFlight, () => buy(plain)),
        }),
      );
  } finally {
    for (const handle of handles) handle.close();
    await redis.close();
  }
}

async function prepare({ catalogue, inventory }: Stores): Promise<void> {
  const price = { minor: 1_000n, currency: 'EUR' };
  await catalogue.set({ sku: 'a', name: 'a', description: null, tags: [], active: true, price });
  await inventory.adjust([{ sku: 'a', delta: 1_000_000 }]);
}

let shopper = 0;

async function buy({ carts, checkouts }: Stores): Promise<void> {
  const owner = `shopper-${++shopper}`;
  await carts.add(owner, [{ sku: 'a', quantity: 1 }]);
  const { id } = await checkouts.start(owner);
  await checkouts.complete(owner, id, 'tok_ok', owner);
}

/** Reads while one write after the other waits. */
async function readBeside({ client, prefix }: RedisHandle, write: () => Promise<unknown>): Promise<number> {
  let over = false;
  const writing = (async () => {
    while (!over) await write();
  })();
  await wait(10);
  const rate = await ratePerSecond(reads, 16, () => client.get(`${prefix}:x`));
  over = true;
  await writing;
  return rate;
}
