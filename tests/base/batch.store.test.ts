// The batch primitive alone: one call of `run` for all of a tick, each caller its own answer.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch, batchLimits, HeldBytes, readOnce } from '../../src/redis/base/batch.ts';
import { Overloaded } from '../../src/redis/base/problem.ts';

function recording(maxCalls = 1_000, group = (_call: number) => 0, minCalls?: number) {
  const sent: number[][] = [];
  const batch = new Batch<number, number>({
    group,
    maxCalls,
    minCalls,
    run: async (calls) => {
      sent.push([...calls]);
      return calls.map((call) => 2 * call);
    },
  });
  return { batch, sent };
}

describe('a batch', () => {
  it('sends the calls of one tick together and those of the next apart', async () => {
    const { batch, sent } = recording();
    expect(await Promise.all([batch.add(1), batch.add(2), batch.add(3)])).toEqual([2, 4, 6]);
    expect(await batch.add(4)).toBe(8);
    expect(sent).toEqual([[1, 2, 3], [4]]);
  });

  it('keeps every caller its own answer, whatever the groups and the size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 200 }), fc.integer({ min: 1, max: 7 }), async (calls, size) => {
        const { batch, sent } = recording(size, (call) => call % 3);
        expect(await Promise.all(calls.map((call) => batch.add(call)))).toEqual(calls.map((call) => 2 * call));
        expect(sent.every((group) => group.length <= size)).toBe(true);
        expect(sent.every((group) => new Set(group.map((call) => call % 3)).size === 1)).toBe(true);
        expect(sent.flat().sort()).toEqual([...calls].sort());
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [3, [3]],
    [16, [16]],
    [40, [16, 16, 8]],
    [80, [20, 20, 20, 20]],
    [500, [100, 100, 100, 100, 100]],
  ])('deals %d calls out to scripts of %j where they are to be packed while Redis works', async (calls, sizes) => {
    const { batch, sent } = recording(100, undefined, 16);
    await Promise.all(Array.from({ length: calls }, (_each, index) => batch.add(index)));
    expect(sent.map(({ length }) => length)).toEqual(sizes);
  });

  it('rejects one call alone where its answer is an Error, and all where the script failed', async () => {
    const some = new Batch<number, number>({
      group: () => 0,
      maxCalls: 10,
      run: async (calls) => calls.map((call) => (call === 2 ? new Error('not you') : call)),
    });
    const results = await Promise.allSettled([some.add(1), some.add(2), some.add(3)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);

    const none = new Batch<number, number>({
      group: () => 0,
      maxCalls: 10,
      run: () => Promise.reject(new Error('away')),
    });
    const failed = await Promise.allSettled([none.add(1), none.add(2)]);
    expect(failed.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('lets one call wait for more, and the others not', async () => {
    let tell: (result: number) => void = () => {};
    const more = new Promise<number>((resolve) => {
      tell = resolve;
    });
    const batch = new Batch<number, number>({
      group: () => 0,
      maxCalls: 10,
      run: async (calls) => calls.map((call) => (call === 1 ? more : call)),
    });
    const first = batch.add(1);
    expect(await batch.add(2)).toBe(2);
    tell(7);
    expect(await first).toBe(7);
  });

  it('has a few scripts of a group under way where they are counted, and what waits meanwhile travels together', async () => {
    const sent: number[][] = [];
    const answer: (() => void)[] = [];
    const batch = new Batch<number, number>({
      group: (call) => call % 2,
      maxCalls: 3,
      maxScripts: 2,
      run: async (calls) => {
        sent.push([...calls]);
        await new Promise<void>((resolve) => answer.push(resolve));
        if (calls.includes(8)) throw new Error('away');
        return calls;
      },
    });
    const tick = () => new Promise((resolve) => setImmediate(resolve));
    const even = [0, 2, 4, 6, 8, 10, 12].map((call) => batch.add(call));
    const odd = batch.add(1);
    const settled = Promise.allSettled([...even, odd]);
    await tick();
    expect(sent).toEqual([[0, 2, 4], [6, 8, 10], [1]]);
    const late = batch.add(14);
    await tick();
    expect(sent.length).toBe(3);
    for (const done of answer.splice(0)) done();
    await tick();
    expect(sent.slice(3)).toEqual([[12, 14]]);
    for (const done of answer.splice(0)) done();
    expect(await late).toBe(14);
    const results = await settled;
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'away'))).toEqual([
      0,
      2,
      4,
      'away',
      'away',
      'away',
      12,
      1,
    ]);
  });

  describe('of calls that have a size', () => {
    const maxBytes = batchLimits.bytesUnderWay / 4;

    /** A call is its group and its bytes. Answers come when they are asked for. */
    function sized() {
      const sent: string[] = [];
      const waiting: (() => void)[] = [];
      const batch = new Batch<readonly [group: number, bytes: number, name: string], string>({
        group: ([group]) => group,
        maxCalls: 1_000,
        size: { bytesOf: ([, bytes]) => bytes, maxBytes },
        run: async (calls) => {
          const names = calls.map(([, , name]) => name);
          sent.push(names.join(''));
          await new Promise<void>((resolve) => waiting.push(resolve));
          return names;
        },
      });
      const tick = () => new Promise((resolve) => setImmediate(resolve));
      const answer = async (count: number): Promise<void> => {
        for (const done of waiting.splice(0, count)) done();
        await tick();
      };
      return { batch, sent, tick, answer };
    }

    it('has no more of them under way than are allowed, of all groups together, and sends the rest in turn', async () => {
      const { batch, sent, tick, answer } = sized();
      const half = maxBytes / 2;
      const first = [...'abcdefghijk'].map((name) => batch.add([0, half, name]));
      const other = [...'pq'].map((name) => batch.add([1, half, name]));
      await tick();
      expect(sent).toEqual(['ab', 'cd', 'ef', 'gh']);
      // A short one does not pass those by that wait for room.
      await answer(0);
      const short = batch.add([2, 1, 's']);
      await tick();
      expect(sent).toHaveLength(4);
      await answer(1);
      expect(sent.slice(4)).toEqual(['pq']);
      await answer(2);
      expect(sent.slice(5)).toEqual(['ij', 's', 'k']);
      await answer(9);
      expect((await Promise.all([...first, ...other, short])).join('')).toBe('abcdefghijkpqs');
    });

    it('sends one alone that is more than all, and refuses what would wait beyond the limit', async () => {
      const { batch, sent, tick, answer } = sized();
      const long = batch.add([0, 2 * batchLimits.bytesWaiting, 'long']);
      await expect(batch.add([0, 1, 'over'])).rejects.toThrow(Overloaded);
      await tick();
      const next = batch.add([0, 1, 'next']);
      await tick();
      expect(sent).toEqual(['long']);
      await answer(1);
      await answer(1);
      expect(await Promise.all([long, next])).toEqual(['long', 'next']);
    });
  });

  it('rejects a call that the script forgot to answer', async () => {
    const short = new Batch<number, number>({ group: () => 0, maxCalls: 10, run: async () => [1] });
    const [first, second] = await Promise.allSettled([short.add(1), short.add(2)]);
    expect(first?.status).toBe('fulfilled');
    expect(second?.status).toBe('rejected');
  });
});

it('reads once what several ask for, and each is given its own', async () => {
  const read: string[][] = [];
  const readAll = async (names: readonly string[]): Promise<string[]> => {
    read.push([...names]);
    return names.map((name) => `the ${name}`);
  };
  expect(await readOnce(['mug', 'cup', 'mug'], readAll)).toEqual(['the mug', 'the cup', 'the mug']);
  expect(await readOnce(['mug', 'cup'], readAll)).toEqual(['the mug', 'the cup']);
  expect(read).toEqual([
    ['mug', 'cup'],
    ['mug', 'cup'],
  ]);
});

it('refuses a call before any of its work while others hold too many bytes, but not one that is alone', async () => {
  const held = new HeldBytes();
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const done: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    await over;
    done.push(name);
  };
  const long = held.hold(2 * batchLimits.bytesWaiting, work('long'));
  await expect(held.hold(1, work('refused'))).rejects.toThrow(Overloaded);
  end();
  await long;
  await held.hold(1, work('after'));
  expect(done).toEqual(['long', 'after']);
});
