// A Redis that is full and evicts nothing: what ends, frees or keeps something works on in every subject, and what would need
// more memory is refused before it has begun.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { MessageGroups } from '../../src/redis/message/group.ts';
import type { RateLimitPolicy } from '../../src/redis/rate-limit/rate-limit.ts';
import { createStores } from '../../src/redis/stores.ts';
import { expireHold, setPrice } from '../support/shop.ts';

const server = await startMemoryRedis();
const redis = await RedisHandle.open(server.url);
afterAll(async () => {
  redis.close();
  await server.stop();
});
const stores = createStores(redis, { passwords: { memoryKiB: 64, iterations: 1 }, cache: { memorySeconds: 0 } });
const { accounts, sessions, cache, carts, checkouts, orderActions, inventory, messages, services, rateLimits } = stores;
const groups = new MessageGroups(redis);
const client = { ipAddress: '192.0.2.1', userAgent: 'test' };
const group = { topic: 'news', group: 'readers' };

async function openSession(userId: string | null) {
  const issued = await sessions.start({ userId, transport: 'BEARER', client });
  if (!issued) throw new Error('no session');
  return issued;
}

async function order(owner: string, paid: boolean): Promise<string> {
  await carts.add(owner, [{ sku: 'a', quantity: 1 }]);
  const { id } = await checkouts.start(owner);
  if (paid) await checkouts.complete(owner, id, 'tok_ok', `key-${owner}`);
  return id;
}

const before = await (async () => {
  const { id: userId } = await accounts.create({ email: 'a@example.com', password: 'unusual-Words-7' });
  await setPrice(stores, 'a', 1000n);
  await inventory.adjust([{ sku: 'a', delta: 100 }]);
  await cache.set('k', 1, { ttlSeconds: 600, tags: ['t'] });
  await cache.set('other', 1, { ttlSeconds: 600, tags: ['t'] });
  await rateLimits.seed();
  const step = { ...group, from: 'OLDEST', want: 2, leaseMs: 30_000, maxAttempts: 3, ended: [], renewed: [] } as const;
  await groups.step({ ...step, want: 0 });
  await messages.publish('news', 1);
  await messages.publish('news', 2);
  return {
    userId,
    sessions: [await openSession(userId), await openSession(userId), await openSession(userId)] as const,
    open: await order('open', false),
    unpaid: await order('unpaid', false),
    expired: await order('expired', false),
    paid: await order('paid', true),
    returned: await order('returned', true),
    delivery: (await groups.step(step)).taken,
    member: await services.register({ service: 's', instanceId: 'i', address: 'http://a', ttlSeconds: 30 }),
  };
})();
beforeAll(async () => {
  await expireHold(stores, before.expired);
  await redis.client.config('SET', 'maxmemory', '1');
});

it('opens requests to those who have a session, rotates it and ends it', async () => {
  const [first, second] = before.sessions;
  expect((await sessions.validate(first.token, client))?.userId).toBe(before.userId);
  const rotated = await sessions.rotate(first.session, client, true);
  expect(rotated).toMatchObject({ token: expect.any(String) });
  expect(await sessions.end(second.session.id, 'LOGGED_OUT')).toBe(true);
  expect(await sessions.validate(second.token, client)).toBeNull();
});

it('takes rights away and shuts accounts out', async () => {
  const [, , third] = before.sessions;
  expect((await accounts.setRoles(before.userId, []))?.roles).toEqual([]);
  expect((await accounts.setDisabled(before.userId, true))?.disabled).toBe(true);
  expect(await sessions.validate(third.token, client)).toBeNull();
});

it('deletes from the cache, by key and by tag, and hands out nothing that was deleted', async () => {
  const read = (key: string) => cache.get(key, async () => 2, { ttlSeconds: 600, tags: ['t'] });
  expect(await cache.delete('k')).toBe(true);
  expect(await read('k')).toBe(2);
  await cache.invalidate({ tags: ['t'] });
  expect(await read('other')).toBe(2);
});

it('gives stock back of checkouts that are given up or whose time is over', async () => {
  const reserved = async () => (await inventory.get('a')).reserved;
  expect(await reserved()).toBe(3);
  await checkouts.cancel('open', before.open);
  expect(await reserved()).toBe(2);
  await inventory.sweep();
  expect(await reserved()).toBe(1);
  expect(await inventory.audit({ mend: true })).toEqual([]);
});

it('charges nothing that it could not keep', async () => {
  await expect(checkouts.complete('unpaid', before.unpaid, 'tok_ok', 'key')).rejects.toThrow('OOM');
  expect(await stores.checkouts.get(before.unpaid)).toMatchObject({ state: 'OPEN' });
});

it('moves orders on, and gives back money and stock', async () => {
  expect((await orderActions.act(before.paid, 'fulfil')).state).toBe('FULFILLED');
  expect((await orderActions.act(before.returned, 'cancel')).state).toBe('CANCELLED');
  await orderActions.compensate(before.returned, 'cancelled');
  expect(await stores.orderDoctor.examine({ mend: true })).toEqual([]);
});

it('takes acknowledgements, heartbeats and farewells', async () => {
  const [first, second] = before.delivery;
  const step = { ...group, from: 'OLDEST', want: 0, leaseMs: 30_000, maxAttempts: 3 } as const;
  const renewed = [{ cursor: second?.cursor as string, attempt: second?.attempt as number }];
  const ended = [{ delivery: first as (typeof before.delivery)[0], outcome: { kind: 'ACKNOWLEDGED' } as const }];
  const answer = await groups.step({ ...step, renewed, ended });
  expect(answer.held).toEqual([true]);
  const { token } = before.member;
  await services.heartbeat({ service: 's', instanceId: 'i', status: 'DRAINING', token });
  await services.deregister({ service: 's', instanceId: 'i', token });
  expect(await services.instances('s')).toEqual([]);
});

it('lets limits be changed', async () => {
  const policy = [...(await rateLimits.current()).values()][0] as RateLimitPolicy;
  expect((await rateLimits.set({ ...policy, limit: policy.limit + 1 })).limit).toBe(policy.limit + 1);
});
