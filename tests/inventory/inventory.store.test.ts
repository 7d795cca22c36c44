// Stock never oversells: any run of reservations, payments, expiries and adjustments against a model that counts by hand.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Refusal } from '../../src/redis/base/problem.ts';
import { Inventory } from '../../src/redis/inventory/inventory.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const redis = await openTestRedis();
const fresh = (settings = {}): Inventory => new Inventory(new RedisHandle(redis.client, uniquePrefix()), settings);

describe('a reservation', () => {
  it('takes all lines or none and tells what is short', async () => {
    const inventory = fresh();
    await inventory.adjust([
      { sku: 'a', delta: 5 },
      { sku: 'b', delta: 1 },
    ]);
    const short = await inventory.reserve('one', [
      { sku: 'a', quantity: 2 },
      { sku: 'b', quantity: 2 },
    ]);
    expect(short).toEqual({ outcome: 'short', available: new Map([['b', 1]]) });
    expect(await inventory.get('a')).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('is not in the way of the shopper who made it', async () => {
    const inventory = fresh();
    await inventory.adjust([{ sku: 'a', delta: 3 }]);
    await inventory.reserve('first', [{ sku: 'a', quantity: 3 }]);
    expect(await inventory.reserve('other', [{ sku: 'a', quantity: 1 }])).toMatchObject({ outcome: 'short' });
    expect(await inventory.reserve('second', [{ sku: 'a', quantity: 2 }], { replaces: 'first' })).toMatchObject({
      outcome: 'reserved',
    });
    expect(await inventory.get('a')).toEqual({ onHand: 3, reserved: 2, available: 1 });
  });

  it('runs out by itself, and a payment that comes late takes the stock only where it is still there', async () => {
    const inventory = fresh({ holdMs: 30 });
    await inventory.adjust([{ sku: 'a', delta: 1 }]);
    await inventory.reserve('slow', [{ sku: 'a', quantity: 1 }]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await inventory.sweep()).toBe(1);
    expect(await inventory.get('a')).toEqual({ onHand: 1, reserved: 0, available: 1 });
    await inventory.reserve('quick', [{ sku: 'a', quantity: 1 }]);
    expect(await inventory.commit('quick')).toBe('committed');
    expect(await inventory.commit('slow')).toBe('SHORT');
    expect(await inventory.get('a')).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  it('of two hundred shoppers at once goes to as many as there are pieces', async () => {
    const inventory = fresh();
    await inventory.adjust([{ sku: 'a', delta: 7 }]);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => inventory.reserve(`hold-${index}`, [{ sku: 'a', quantity: 1 }])),
    );
    expect(answers.filter((answer) => answer.outcome === 'reserved')).toHaveLength(7);
    expect(await inventory.get('a')).toEqual({ onHand: 7, reserved: 7, available: 0 });
  });
});

describe('an adjustment', () => {
  it('happens once a key, refuses the key for anything else, and leaves what is reserved', async () => {
    const inventory = fresh();
    await inventory.adjust([{ sku: 'a', delta: 4 }], 'delivery');
    await inventory.adjust([{ sku: 'a', delta: 4 }], 'delivery');
    expect((await inventory.get('a')).onHand).toBe(4);
    await expect(inventory.adjust([{ sku: 'a', delta: 5 }], 'delivery')).rejects.toMatchObject({
      problems: [{ code: 'CONFLICT' }],
    });
    await inventory.reserve('one', [{ sku: 'a', quantity: 3 }]);
    await expect(inventory.adjust([{ sku: 'a', delta: -2 }])).rejects.toMatchObject({
      problems: [{ code: 'OUT_OF_STOCK' }],
    });
  });
});

type Step =
  | { kind: 'reserve'; hold: number; lines: [string, number][] }
  | { kind: 'commit' | 'release' | 'extend' | 'retry' | 'undo'; hold: number }
  | { kind: 'adjust'; sku: string; delta: number };

const sku = fc.constantFrom('a', 'b');
const hold = fc.integer({ min: 0, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('reserve' as const),
    hold,
    lines: fc.uniqueArray(fc.tuple(sku, fc.integer({ min: 1, max: 4 })), { selector: ([name]) => name, minLength: 1 }),
  }),
  fc.record({
    kind: fc.constantFrom('commit' as const, 'release' as const, 'extend' as const, 'retry' as const, 'undo' as const),
    hold,
  }),
  fc.record({ kind: fc.constant('adjust' as const), sku, delta: fc.integer({ min: -4, max: 6 }) }),
);

describe('any run of steps', () => {
  it('keeps on hand plus sold equal to what came in, and reserved equal to the live holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const inventory = fresh();
        const onHand: Record<string, number> = { a: 0, b: 0 };
        const live = new Map<number, [string, number][]>();
        const all = new Map<number, [string, number][]>();
        const settled = new Set<number>();
        const reserved = (name: string): number =>
          [...live.values()].flat().reduce((sum, [of, quantity]) => sum + (of === name ? quantity : 0), 0);
        for (const each of steps) {
          if (each.kind === 'adjust') {
            const free = (onHand[each.sku] ?? 0) - reserved(each.sku);
            const done = await inventory.adjust([{ sku: each.sku, delta: each.delta }]).then(
              () => true,
              (error) => {
                expect(error).toBeInstanceOf(Refusal);
                return false;
              },
            );
            expect(done).toBe(each.delta >= 0 || free + each.delta >= 0);
            if (done) onHand[each.sku] = (onHand[each.sku] ?? 0) + each.delta;
          } else if (each.kind === 'reserve') {
            const fits = each.lines.every(([name, quantity]) => (onHand[name] ?? 0) - reserved(name) >= quantity);
            const { outcome } = await inventory.reserve(
              String(each.hold),
              each.lines.map(([name, quantity]) => ({ sku: name, quantity })),
            );
            if (all.has(each.hold)) expect(outcome).toBe(live.has(each.hold) ? 'reserved' : 'ended');
            else {
              expect(outcome).toBe(fits ? 'reserved' : 'short');
              if (fits) {
                live.set(each.hold, each.lines);
                all.set(each.hold, each.lines);
              }
            }
          } else {
            const before = live.get(each.hold);
            const state = await inventory[each.kind](String(each.hold));
            if (!all.has(each.hold)) expect(state).toBe('GONE');
            else if (settled.has(each.hold)) {
              expect(state).toBe(each.kind === 'undo' ? 'released' : 'committed');
              if (each.kind !== 'undo') continue;
              for (const [name, quantity] of all.get(each.hold) ?? []) onHand[name] = (onHand[name] ?? 0) + quantity;
              settled.delete(each.hold);
            } else if (before && each.kind === 'commit') {
              expect(state).toBe('committed');
              for (const [name, quantity] of before) onHand[name] = (onHand[name] ?? 0) - quantity;
              live.delete(each.hold);
              settled.add(each.hold);
            } else if (each.kind === 'release' || each.kind === 'undo') live.delete(each.hold);
            else if (!before) expect(state).toBe('released');
          }
        }
        for (const name of ['a', 'b'])
          expect(await inventory.get(name)).toMatchObject({ onHand: onHand[name], reserved: reserved(name) });
      }),
      { numRuns: 60 },
    );
  });
});
