// The shop of a former layout: accounts, sessions, catalogue, stock, carts, checkouts and orders go on as they were.

import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import { ShardPlan } from '../../src/redis/base/shards.ts';
import { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import type { ActiveSession } from '../../src/redis/session/active.ts';
import { sessionShards } from '../../src/redis/session/shard.ts';
import { createStores } from '../../src/redis/stores.ts';
import { startWorkers } from '../../src/worker/workers.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';
import { asJson } from './as-json.ts';
import { type Facts, loadLayout } from './load.ts';

const redis = await openTestRedis(uniquePrefix(), new ShardPlan());
const stores = createStores(redis);
const payments = new TestPaymentProvider(redis);
let facts: Facts;

beforeAll(async () => {
  facts = await loadLayout(redis, '1');
});

describe('accounts and sessions', () => {
  test('accounts are found by their addresses and can log in', async () => {
    for (const { email, password, id, account } of facts.people.users) {
      expect(asJson(await stores.accounts.findByEmail(email))).toEqual({
        ...account,
        attributes: null,
        emailVerifiedAt: null,
        invitedAt: null,
        isService: false,
        locale: null,
        timeZone: null,
        logInName: null,
      });
      const client = { ipAddress: '203.0.113.9', userAgent: null };
      const logIn = stores.accounts.logIn(email, password, client).then(
        (found) => found.id,
        (error) => error.message,
      );
      expect(await logIn).toEqual(id === facts.people.disabled ? expect.stringContaining('do not go together') : id);
    }
  });

  test('sessions stay open, and those that were over stay over', async () => {
    for (const { token, id } of facts.people.live) expect((await stores.sessions.validate(token))?.id).toBe(id);
    for (const { token } of facts.people.over.slice(1)) expect(await stores.sessions.validate(token)).toBeNull();
    for (const { id, sessions } of facts.people.users) {
      const listed = asJson(await stores.sessions.list(id)) as Facts[];
      expect(listed.map((each) => each.id).sort()).toEqual(sessions.map((each: Facts) => each.id).sort());
    }
  });

  test('a session gets a new token', async () => {
    const [plain] = facts.people.live;
    const client = { ipAddress: '192.0.2.10', userAgent: null };
    const session = await stores.sessions.validate(plain.token);
    const rotated = await stores.sessions.rotate(session as ActiveSession, client, false);
    if (rotated === null || rotated === 'replaced') throw new Error('It was not rotated');
    expect((await stores.sessions.validate(rotated.token))?.id).toBe(plain.id);
  });
});

describe('products', () => {
  test('are as they were, with their stock', async () => {
    const skus = facts.products.map(({ sku }: Facts) => sku);
    expect(asJson(await stores.catalogue.many(skus))).toEqual(facts.products);
    expect(asJson(await stores.inventory.many(skus))).toEqual(facts.stock);
  });
  test('are found as before', async () => {
    for (const { query, skus } of facts.searches) {
      const { entries } = await stores.products.page(query);
      expect(readable(entries.map(({ product }) => product)).map(({ sku }) => sku)).toEqual(skus);
    }
  });
});

describe('carts and checkouts', () => {
  test('are as they were', async () => {
    for (const cart of facts.carts)
      expect(asJson(await stores.carts.get(cart.owner))).toMatchObject({ ...cart, expiresAt: expect.anything() });
    const [open, declined, cancelled] = facts.checkouts;
    expect(await stores.checkouts.get(open.id)).toMatchObject({ id: open.id, owner: open.owner });
    expect(await stores.checkouts.get(declined.id)).not.toBeNull();
    expect(await stores.checkouts.get(cancelled.id)).toBeNull();
  });

  test('a cart is added to and goes with the log-in', async () => {
    const [guest] = facts.carts;
    await stores.carts.add(guest.owner, [{ sku: 'GLASS-MUG', quantity: 1 }]);
    await stores.carts.merge(guest.owner, 'account-of-guest');
    const { lines, quantity } = await stores.carts.getOrEmpty('account-of-guest');
    expect([lines.length, quantity]).toEqual([2, guest.quantity + 1]);
  });

  test('reserved stock is sold to the one that holds it', async () => {
    const [open, declined] = facts.checkouts;
    expect(await stores.inventory.audit()).toEqual([]);
    const paid = await stores.checkouts.complete(open.owner, open.id, 'tok_ok', 'new key');
    expect(paid).toMatchObject({ id: open.id, state: 'PAID' });
    const again = stores.checkouts.complete(declined.owner, declined.id, 'tok_ok', 'declined-1');
    await expect(again).rejects.toThrow();
    const other = await stores.checkouts.complete(declined.owner, declined.id, 'tok_ok', 'another card');
    expect(other.state).toBe('PAID');
    for (const { owner } of [open, declined]) expect((await stores.carts.get(owner))?.lines ?? []).toEqual([]);
    expect(await stores.inventory.audit()).toEqual([]);
  });
});

describe('orders', () => {
  const all = { after: null, size: 50, backwards: false };

  test('are as they were, and listed', async () => {
    for (const order of facts.orders) expect(asJson(await stores.orders.get(order.id))).toMatchObject(order);
    const { entries } = await stores.orders.page(facts.orders[0].owner, all);
    expect(readable(entries.map(({ order }) => order)).map(({ id }) => id)).toEqual(facts.listed);
    for (const state of ['FULFILLED', 'DELIVERED', 'CANCELLED', 'REFUNDED', 'FAILED', 'PENDING'] as const) {
      const of = facts.orders.filter((order: Facts) => order.state === state).map(({ id }: Facts) => id);
      const listed = readable((await stores.orders.list(state, all)).entries.map(({ order }) => order)).map(
        ({ id }) => id,
      );
      expect(listed).toEqual(expect.arrayContaining(of));
    }
  });

  test('imported again are known', async () => {
    const money = ({ minor, currency }: Facts) => ({ minor: BigInt(minor), currency });
    const past = facts.past.map(({ total, lines, day, ...order }: Facts) => ({
      ...order,
      total: money(total),
      lines: lines.map((line: Facts) => ({ ...line, unitPrice: money(line.unitPrice), total: money(line.total) })),
      placedAt: new Date(day),
    }));
    expect(await stores.orderImports.write(past)).toEqual(['KNOWN', 'UNFINISHED']);
  });

  test('move on, and what follows from that is done', async () => {
    // Releases before did not list orders by what they are found by.
    const problems = new Set((await stores.orderDoctor.examine({ mend: true })).map(({ problem }) => problem));
    expect(problems).toEqual(
      new Set(['is not found by its number', 'is not found by its products and its e-mail address']),
    );
    expect(await stores.orderDoctor.examine()).toEqual([]);
    const [paid, fulfilled, , , , , toCancel, toRefund] = facts.orders.map(({ id }: Facts) => id);
    await stores.orderActions.act(paid, 'fulfil');
    await stores.orderActions.act(fulfilled, 'deliver');
    await stores.orderActions.act(toCancel, 'cancel');
    await stores.orderActions.act(toRefund, 'refund', { restock: true });
    const workers = startWorkers(stores, ['default', 'orders'], pino({ enabled: false }));
    try {
      await expect.poll(() => stores.orders.get(facts.pending)).toMatchObject({ state: 'PAID' });
      await expect
        .poll(async () => (await stores.jobs.queue('orders'))?.counts)
        .toMatchObject({ waiting: 0, active: 0 });
      expect((await stores.jobs.queue('orders'))?.counts).toMatchObject({ dead: 0, quarantined: 0 });
    } finally {
      await workers.close();
    }
    for (const id of [toCancel, toRefund]) expect(await payments.entry(`${id}:1`)).toMatchObject({ refunded: true });
    expect(await stores.outbox.aside()).toBe(0);
    expect(await stores.orderDoctor.examine()).toEqual([]);
    expect(await stores.inventory.audit()).toEqual([]);
  });
});

test('the token of a session that was rotated since ends it, when it is presented late', async () => {
  const [former] = facts.people.over;
  const [, session] = facts.people.live;
  await redis.client.hset(
    `${redis.prefix}:{session:${sessionShards(redis).of(former.owner)}}:${former.owner}:one:${former.id.split('.')[1]}`,
    'q',
    0,
  );
  expect(await stores.sessions.validate(former.token)).toBeNull();
  expect(await stores.sessions.validate(session.token)).toBeNull();
});
