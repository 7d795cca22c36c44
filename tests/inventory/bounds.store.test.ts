// Nobody holds all of the stock, or holds it for ever: what one shopper, and all of one address, may hold, and for how long.

import { afterAll, describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Inventory, type InventorySettings } from '../../src/redis/inventory/inventory.ts';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const redis = await openTestRedis();
const stocked: Inventory[] = [];

async function stock(pieces: number, settings: InventorySettings = {}) {
  const handle = new RedisHandle(redis.client, uniquePrefix());
  const inventory = new Inventory(handle, settings);
  stocked.push(inventory);
  await inventory.adjust([{ sku: 'a', delta: pieces }]);
  let made = 0;
  /** Holds so many, and gives the outcome. */
  const hold = async (quantity: number, shopper: string, address: string | null = null, replaces?: string) => {
    const id = `hold-${made++}`;
    const holder = { shopper, address };
    return { id, ...(await inventory.reserve(id, [{ sku: 'a', quantity }], { holder, replaces })) };
  };
  const key = (part: Parameters<typeof inventoryKeys.part>[1]) => inventoryKeys.part(handle.prefix, part);
  return { inventory, hold, key };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a share of the stock', () => {
  it('is all that one shopper may hold, with a few pieces in any case', async () => {
    for (const [pieces, most] of [
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 3],
      [10, 5],
      [11, 6],
    ] as const) {
      const { hold } = await stock(pieces);
      const left = new Map([['a', most]]);
      if (most < pieces) expect(await hold(most + 1, 'me')).toMatchObject({ outcome: 'share', available: left });
      expect(await hold(most, 'me')).toMatchObject({ outcome: 'reserved' });
    }
  });

  it('counts all holds of a shopper, and all shoppers of an address', async () => {
    const { inventory, hold } = await stock(100);
    const first = await hold(30, 'me', '203.0.113.7');
    expect(await hold(30, 'me', '203.0.113.8')).toMatchObject({ outcome: 'share', available: new Map([['a', 20]]) });
    expect(await hold(15, 'you', '203.0.113.7')).toMatchObject({ outcome: 'reserved' });
    expect(await hold(6, 'they', '203.0.113.7')).toMatchObject({ outcome: 'share', available: new Map([['a', 5]]) });
    expect(await hold(6, 'they', '203.0.113.9')).toMatchObject({ outcome: 'reserved' });
    // Who shares no address is bounded as a shopper alone.
    expect(await hold(40, 'guest of a gateway', null)).toMatchObject({ outcome: 'reserved' });
    await inventory.release(first.id);
    expect(await hold(9, 'they', '203.0.113.7')).toMatchObject({ outcome: 'reserved' });
  });

  it('is not used up by the hold that is replaced, and is judged by all lines of a product', async () => {
    const { inventory, hold } = await stock(10);
    const first = await hold(5, 'me', '203.0.113.7');
    expect(await hold(5, 'me', '203.0.113.7', first.id)).toMatchObject({ outcome: 'reserved' });
    const lines = [
      { sku: 'a', quantity: 3 },
      { sku: 'a', quantity: 3 },
    ];
    expect(await inventory.reserve('two lines', lines, { holder: { shopper: 'you' } })).toMatchObject({
      outcome: 'short',
    });
    await inventory.adjust([{ sku: 'a', delta: 1 }]);
    expect(await inventory.reserve('two lines', lines, { holder: { shopper: 'you' } })).toMatchObject({
      outcome: 'reserved',
    });
  });

  it('is left to others by two hundred guests of one address at once', async () => {
    const { inventory, hold } = await stock(100);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => hold(1, `guest-${index}`, '203.0.113.7')),
    );
    expect(answers.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(50);
    expect(await inventory.get('a')).toMatchObject({ available: 50 });
  });

  it('is not got around by a hold that ran out and is paid later', async () => {
    const { inventory, hold } = await stock(10, { holdMs: 20 });
    const first = await hold(5, 'me');
    await pause(40);
    expect(await hold(5, 'me')).toMatchObject({ outcome: 'reserved' });
    expect(await inventory.extend(first.id)).toBe('SHORT');
    expect(await inventory.get('a')).toMatchObject({ reserved: 5 });
  });

  it('of holds is bounded by number, for a shopper and an address', async () => {
    const { inventory, hold } = await stock(1_000, { holdBounds: { holdsPerShopper: 2, holdsPerAddress: 3 } });
    const first = await hold(1, 'me', '203.0.113.7');
    await hold(1, 'me', '203.0.113.7');
    expect(await hold(1, 'me', '203.0.113.7')).toMatchObject({ outcome: 'holds' });
    expect(await hold(1, 'me', '203.0.113.7', first.id)).toMatchObject({ outcome: 'reserved' });
    expect(await hold(1, 'you', '203.0.113.7')).toMatchObject({ outcome: 'reserved' });
    expect(await hold(1, 'they', '203.0.113.7')).toMatchObject({ outcome: 'holds' });
    expect(await inventory.get('a')).toMatchObject({ reserved: 3 });
  });
});

describe('the longest time', () => {
  it('ends a hold that declined payments go on renewing', async () => {
    const { inventory, hold } = await stock(10, { holdMs: 150, maxHoldMs: 400 });
    const { id } = await hold(5, 'me');
    const began = Date.now();
    let state: string = 'live';
    while (state === 'live') {
      expect(Date.now() - began).toBeLessThan(5_000);
      await inventory.extend(id);
      state = await inventory.retry(id);
      await pause(20);
    }
    expect(state).toBe('expired');
    expect(await inventory.extend(id)).toBe('SHORT');
    expect(await inventory.get('a')).toMatchObject({ reserved: 0 });
  });

  it('goes on with the holds that replace one another', async () => {
    const { hold } = await stock(10, { holdMs: 60_000, maxHoldMs: 70_000 });
    const first = await hold(5, 'me');
    await pause(30);
    const second = await hold(4, 'me', null, first.id);
    const third = await hold(3, 'me', null, second.id);
    if (first.outcome !== 'reserved' || third.outcome !== 'reserved') throw new Error('Nothing was reserved');
    expect(third.until.getTime() - first.until.getTime()).toBeLessThanOrEqual(10_000);
    const { hold: other } = await stock(10, { holdMs: 60_000, maxHoldMs: 60_000 });
    const one = await other(5, 'me');
    await pause(30);
    expect(await other(4, 'me', null, one.id)).toMatchObject({ until: one.outcome === 'reserved' && one.until });
  });

  it('does not end a payment that is under way, nor one whose hold ran out meanwhile', async () => {
    const { inventory, hold, key } = await stock(10, { holdMs: 20, maxHoldMs: 20 });
    const { id } = await hold(5, 'me');
    expect(await inventory.extend(id)).toBe('paying');
    await redis.client.zadd(key('expiry'), 0, id);
    await inventory.sweep();
    await pause(40);
    expect(await inventory.get('a')).toMatchObject({ reserved: 0 });
    expect(await inventory.extend(id)).toBe('paying');
    expect(await inventory.commit(id)).toBe('committed');
    expect(await inventory.get('a')).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });
});

// What the release before held, as its script wrote it.
const oldHold = `
local keys, id, now = KEYS, ARGV[1], redis.call('TIME')[1] * 1000
redis.call('HINCRBY', keys[1], 'a', 6)
redis.call('HSET', keys[2], id, cmsgpack.pack({ s = 'live', l = { 'a', 6 } }))
redis.call('ZADD', keys[3], now + tonumber(ARGV[2]), id)`;

describe('a hold of the release before', () => {
  const withOld = async (settings: InventorySettings = {}, ms = 60_000) => {
    const shop = await stock(10, settings);
    const keys = [shop.key('reserved'), shop.key('holds'), shop.key('expiry')];
    await redis.client.eval(oldHold, 3, ...keys, 'old', ms);
    return shop;
  };

  it('is counted, committed, released, replaced and swept as before, and counts for nobody', async () => {
    const { inventory } = await withOld();
    expect(await inventory.audit()).toEqual([]);
    expect(await inventory.extend('old')).toBe('paying');
    expect(await inventory.commit('old')).toBe('committed');
    expect(await inventory.get('a')).toEqual({ onHand: 4, reserved: 0, available: 4 });
    const released = await withOld();
    expect(await released.inventory.release('old')).toBe('released');
    expect(await released.inventory.get('a')).toMatchObject({ reserved: 0 });
    const replaced = await withOld();
    expect(await replaced.hold(5, 'me', '203.0.113.7', 'old')).toMatchObject({ outcome: 'reserved' });
    expect(await replaced.inventory.get('a')).toMatchObject({ reserved: 5 });
    const swept = await withOld({}, -1_000);
    expect(await swept.inventory.sweep()).toBe(1);
    expect(await swept.inventory.get('a')).toMatchObject({ reserved: 0 });
  });

  it('is renewed by declined payments for the longest time from the first of them on', async () => {
    const { inventory } = await withOld({ holdMs: 100, maxHoldMs: 200 });
    expect(await inventory.retry('old')).toBe('live');
    await expect.poll(() => inventory.retry('old'), { timeout: 5_000 }).toBe('expired');
  });
});

it('what the doctor finds wrong in the counts of holders is put right', async () => {
  const { inventory, hold, key } = await stock(10);
  await hold(4, 'me', '203.0.113.7');
  await redis.client.hset(key('held'), 'a\nme', '9', '\ngone', '2');
  expect(await inventory.audit({ mend: true })).toEqual(
    expect.arrayContaining([
      { of: 'held', sku: 'a', counted: '9', holds: 4 },
      { of: 'held', sku: '', counted: '2', holds: 0 },
    ]),
  );
  expect(await inventory.audit()).toEqual([]);
  expect(await hold(1, 'me', '203.0.113.7')).toMatchObject({ outcome: 'reserved' });
});

afterAll(async () => {
  for (const inventory of stocked) expect(await inventory.audit()).toEqual([]);
});
