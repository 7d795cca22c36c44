// `mortar doctor` as an operator runs it: what it says, what it puts right, and how it exits.

import { expect, onTestFinished, test } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { claimLayout } from '../../src/redis/base/layout.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { parseJobId } from '../../src/redis/job/shapes.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { orderLimits } from '../../src/redis/order/limits.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { type Ended, runMortar } from '../support/mortar-process.ts';
import { openStoppableRedis } from '../support/redis-server.ts';
import { setPrice } from '../support/shop.ts';

async function open(): Promise<{ stores: Stores; url: string; doctor: (...args: string[]) => Promise<Ended> }> {
  const server = await openStoppableRedis();
  const redis = await RedisHandle.open(server.url);
  onTestFinished(() => redis.close());
  await claimLayout(redis);
  const doctor = (...args: string[]) => runMortar(['doctor', ...args], { REDIS_URL: server.url }).ended();
  return { stores: createStores(redis), url: server.url, doctor };
}

/** An order that reads CANCELLED and has no outbox entry, as an earlier release left it. Returns its id. */
async function breakOrder({ redis, ...stores }: Stores): Promise<string> {
  await setPrice(stores, 'a', 1000n);
  await stores.inventory.adjust([{ sku: 'a', delta: 10 }]);
  await stores.carts.add('me', [{ sku: 'a', quantity: 2 }]);
  const { id } = await stores.checkouts.start('me');
  await stores.checkouts.complete('me', id, 'tok_ok', 'key');
  await stores.outbox.relayAll();
  const { client, prefix } = redis;
  const shard = orderShards(redis).of(id);
  const key = orderKeys.order(prefix, shard, id);
  await client.pexpire(key, orderLimits.orderTtlMs - 60_000);
  const history = JSON.parse((await client.hget(key, 'history')) ?? '') as unknown[];
  const moved = JSON.stringify([...history, { state: 'CANCELLED', at: Date.now() }]);
  await client.hset(key, 'state', 'CANCELLED', 'history', moved);
  const [place] = await client.zrange(orderKeys.byState(prefix, shard, 'PAID'), '0', '-1');
  await client.zrem(orderKeys.byState(prefix, shard, 'PAID'), place as string);
  await client.zadd(orderKeys.byState(prefix, shard, 'CANCELLED'), 0, place as string);
  return id;
}

/** Jobs of a due batch that an earlier release took out and never made ready. Returns their ids. */
async function loseJobs({ redis, jobs }: Stores): Promise<string[]> {
  const { client, prefix } = redis;
  const added = await jobs.enqueueMany([1, 2, 3].map((payload) => ({ queue: 'mail', name: 'n', payload, delayMs: 1 })));
  await client.del(jobKeys.part(prefix, 'mail', 'delayed'));
  const states = jobKeys.part(prefix, 'mail', 'state');
  for (const { id } of added) {
    const number = parseJobId(id)?.number as string;
    await client.hset(states, number, `w${(await client.hget(states, number))?.slice(1)}`);
  }
  return added.map(({ id }) => id);
}

/** What it found of a Redis, the least ACL rule last, and then that nothing is wrong. */
const healthy = expect.stringMatching(
  /^(Redis|Valkey) \d.*\. Masters: 1\. Replicas: 0\.\nAn answer takes [\d.]+ ms .*\nA message takes [\s\S]*appendfsync is everysec\.[\s\S]*\nThe least ACL rule: resetkeys ~mortar:\* resetchannels &mortar:\* .*\nNothing is wrong\.\n$/,
);

test('it lists what is wrong and exits with 1, corrects it with --fix, and finds nothing afterwards', async () => {
  const { stores, doctor } = await open();
  expect(await doctor()).toMatchObject({ code: 0, stdout: healthy });

  const order = `Order ${await breakOrder(stores)} has moved, but nothing follows from it: its outbox entry is missing.`;
  const jobs = (await loseJobs(stores)).map((id) => `Job ${id} is WAITING, but is in no list.`);
  const found = await doctor();
  expect(found.code).toBe(1);
  for (const line of [order, ...jobs]) expect(found.stdout.split('\n')).toContain(line);
  expect(found.stdout).toContain('Run it with --fix to correct what it can.');
  expect((await stores.jobQuarantine.list('mail')).length).toBe(0);

  const fixed = await doctor('--fix');
  expect(fixed.code).toBe(0);
  for (const line of [order, ...jobs]) expect(fixed.stdout.split('\n')).toContain(`${line} Corrected.`);
  expect(await stores.outbox.relayAll()).toBe(1);
  const step = { queue: 'mail', workerId: 'w', leaseMs: 30_000, want: 10, finished: [] };
  expect((await stores.jobLeases.step(step)).claimed).toHaveLength(3);
  expect(await doctor()).toMatchObject({ code: 0, stdout: healthy });
});

test('it exits with 1 for what it cannot correct, and says in one line what is wrong with its arguments', async () => {
  const { stores, doctor } = await open();
  await stores.redis.client.config('SET', 'maxmemory', '1gb');
  await stores.redis.client.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const key = jobKeys.part(stores.redis.prefix, 'mail', 'jobs');
  await stores.redis.client.set(key, 'foreign');
  await stores.jobs.enqueue({ queue: 'mail', name: 'n' });
  const { code, stdout } = await doctor('--fix');
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(
      /\nRedis throws .* away when it is full \(maxmemory-policy allkeys-lru\)\. Set .* to noeviction\.\nThe key .*:foreign was set aside.*\n$/,
    ),
  });
  expect(stdout).toContain(`The key ${key}:foreign was set aside`);
  const wrong = await doctor('--mend');
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("doctor: Unknown option '--mend'");
});
