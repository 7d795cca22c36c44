// Flags on the Redis floor: who gets which value, how flags change, and what bounds them.

import { describe, expect, test } from 'vitest';
import { type FlagAudience, type FlagInput, Flags } from '../../src/redis/flag/flag.ts';
import { flagKeys } from '../../src/redis/flag/keys.ts';
import { flagLimits } from '../../src/redis/flag/record.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const { flags } = createStores(redis);

const nobody: FlagAudience = { visitorId: null, accountId: null, roles: [], attributes: new Map() };
const visitor = (visitorId: string): FlagAudience => ({ ...nobody, visitorId });
const withPlan = (plan: string): FlagAudience => ({ ...nobody, attributes: new Map([['plan', plan]]) });

let named = 0;
/** A flag that is on and public. */
async function flagWith(input: Partial<FlagInput> = {}): Promise<string> {
  const key = `flag-${named++}`;
  await flags.set({ key, enabled: true, isPublic: true, ...input });
  return key;
}

async function flagFor(key: string, audience: FlagAudience, from = flags) {
  const [found] = await from.valuesFor(audience, { keys: [key], publicOnly: true });
  return found;
}

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error.problems?.[0] ?? error,
  );

test('a new flag is off and for servers only', async () => {
  const { before, after } = await flags.set({ key: 'new' });
  expect(before).toBeNull();
  expect(after).toMatchObject({
    enabled: false,
    isPublic: false,
    value: true,
    offValue: false,
    percent: 100,
    version: 1,
  });
  expect(await flags.valuesFor(nobody, { keys: ['new'], publicOnly: true })).toEqual([]);
  expect(await flags.valuesFor(nobody, { keys: ['new'], publicOnly: false })).toEqual([
    { key: 'new', value: false, on: false, reason: 'OFF' },
  ]);
});

describe('a value', () => {
  test('is any JSON, and what is not given stays as it is', async () => {
    const key = await flagWith({
      value: { colour: 'green', sizes: [1, 2] },
      offValue: 'plain',
      description: 'Buttons',
    });
    expect(await flagFor(key, nobody)).toMatchObject({ value: { colour: 'green', sizes: [1, 2] }, reason: 'ROLL_OUT' });
    const { after } = await flags.set({ key, enabled: false });
    expect(after).toMatchObject({ value: { colour: 'green', sizes: [1, 2] }, description: 'Buttons', version: 2 });
    expect(await flagFor(key, nobody)).toMatchObject({ value: 'plain', on: false, reason: 'OFF' });
  });

  test('rolls out to a share of visitors, who keep it while the share grows', async () => {
    const key = await flagWith({ percent: 0 });
    const visitors = Array.from({ length: 2_000 }, (_, index) => visitor(`v${index}`));
    const among = async () => {
      const on = new Set<string | null>();
      for (const each of visitors) if ((await flagFor(key, each))?.on) on.add(each.visitorId);
      return on;
    };
    expect((await among()).size).toBe(0);
    let before = new Set<string | null>();
    for (const percent of [10, 50]) {
      await flags.set({ key, percent });
      const now = await among();
      // Five standard deviations of a share of 2,000.
      const spread = 5 * Math.sqrt(2_000 * (percent / 100) * (1 - percent / 100));
      expect(Math.abs(now.size - 20 * percent)).toBeLessThan(spread);
      expect([...before].filter((each) => !now.has(each))).toEqual([]);
      before = now;
    }
    // Of whom nothing is known, nobody can say whether they are among the share.
    expect((await flagFor(key, nobody))?.on).toBe(false);
    await flags.set({ key, percent: 100 });
    expect((await among()).size).toBe(2_000);
    expect((await flagFor(key, nobody))?.on).toBe(true);
  });

  test('rolls out by account, so that it is the same on every device; and each flag to others', async () => {
    const [one, other] = [await flagWith({ percent: 50 }), await flagWith({ percent: 50 })];
    let alike = 0;
    for (let index = 0; index < 200; index += 1) {
      const account = { ...visitor(`v${index}`), accountId: `a${index}` };
      const first = await flagFor(one, account);
      expect(await flagFor(one, { ...account, visitorId: 'elsewhere' })).toEqual(first);
      if ((await flagFor(other, account))?.on === first?.on) alike += 1;
    }
    expect(alike).toBeGreaterThan(60);
    expect(alike).toBeLessThan(140);
  });
});

describe('rules', () => {
  test('the first that fits decides, with its value and its share', async () => {
    const key = await flagWith({
      value: 'rest',
      offValue: 'off',
      percent: 0,
      rules: [
        { conditions: [{ subject: 'ROLE', operator: 'IN', values: ['WORKER', 'ADMIN'] }], value: 'staff' },
        { conditions: [{ subject: 'ATTRIBUTE', attribute: 'plan', operator: 'IN', values: ['pro', 'team'] }] },
        { conditions: [{ subject: 'ATTRIBUTE', attribute: 'plan', operator: 'IN', values: ['free'] }], percent: 0 },
      ],
    });
    const worker = { ...withPlan('free'), accountId: 'a', roles: ['WORKER'] } as const;
    expect(await flagFor(key, worker)).toEqual({ key, value: 'staff', on: true, reason: 'RULE' });
    expect(await flagFor(key, withPlan('pro'))).toEqual({ key, value: 'rest', on: true, reason: 'RULE' });
    expect(await flagFor(key, withPlan('free'))).toEqual({ key, value: 'off', on: false, reason: 'RULE' });
    expect(await flagFor(key, nobody)).toEqual({ key, value: 'off', on: false, reason: 'DEFAULT' });
  });

  test.each([
    ['IN', ['a', 'b'], ['a', 'b'], ['c', undefined]],
    ['NOT_IN', ['a', 'b'], ['c', undefined], ['a', 'b']],
    ['STARTS_WITH', ['de-', 'fr'], ['de-CH', 'fr', 'fr-CA'], ['de', 'en-de-', undefined]],
    ['AT_LEAST', ['18'], ['18', '18.5', '200', ' 18 '], ['17.9', '-20', 'old', '', undefined]],
    ['LESS_THAN', ['18'], ['17.9', '-20', '1e1'], ['18', '200', 'young', '', undefined]],
  ] as const)('%s %j', async (operator, values, holding, failing) => {
    const conditions = [{ subject: 'ATTRIBUTE', attribute: 'x', operator, values } as const];
    const key = await flagWith({ percent: 0, rules: [{ conditions }] });
    const on = async (text: string | undefined) => {
      const attributes = new Map(text === undefined ? [] : [['x', text]]);
      return (await flagFor(key, { ...nobody, attributes }))?.on;
    };
    for (const text of holding) expect([text, await on(text)]).toEqual([text, true]);
    for (const text of failing) expect([text, await on(text)]).toEqual([text, false]);
  });

  test('of accounts and visitors by their names; all conditions of a rule must hold', async () => {
    const key = await flagWith({
      percent: 0,
      rules: [
        { conditions: [{ subject: 'ACCOUNT', operator: 'IN', values: ['ann'] }] },
        {
          conditions: [
            { subject: 'VISITOR', operator: 'STARTS_WITH', values: ['test-'] },
            { subject: 'ACCOUNT', operator: 'NOT_IN', values: ['ben'] },
          ],
        },
      ],
    });
    expect((await flagFor(key, { ...nobody, accountId: 'ann' }))?.on).toBe(true);
    expect((await flagFor(key, visitor('test-1')))?.on).toBe(true);
    expect((await flagFor(key, { ...visitor('test-1'), accountId: 'ben' }))?.on).toBe(false);
    // What a caller says of himself is not what his account is.
    expect((await flagFor(key, { ...nobody, attributes: new Map([['ACCOUNT', 'ann']]) }))?.on).toBe(false);
  });
});

describe('a change', () => {
  test('is seen by other processes at their next question', async () => {
    const other = new Flags(redis);
    const key = await flagWith();
    expect((await flagFor(key, nobody, other))?.on).toBe(true);
    await flags.set({ key, enabled: false });
    expect((await flagFor(key, nobody, other))?.on).toBe(false);
    await flags.remove(key);
    expect(await flagFor(key, nobody, other)).toBeUndefined();
    expect(await flags.find(key)).toBeNull();
  });

  test('that changes nothing writes nothing', async () => {
    const key = await flagWith({ percent: 5 });
    const moment = () => redis.client.hget(flagKeys.all(redis.prefix), '');
    const before = await moment();
    const { after } = await flags.set({ key, percent: 5, enabled: true });
    expect(after.version).toBe(1);
    expect(await moment()).toBe(before);
  });

  test('is refused if somebody else was faster, where the caller says what he has seen', async () => {
    const key = await flagWith();
    await flags.set({ key, percent: 10, version: 1 });
    expect(await problemOf(flags.set({ key, percent: 20, version: 1 }))).toMatchObject({
      code: 'CONFLICT',
      field: ['version'],
      allowed: ['2'],
    });
    expect(await problemOf(flags.set({ key, version: 0 }))).toMatchObject({ code: 'CONFLICT' });
    const sets = Array.from({ length: 4 }, (_, index) => flags.set({ key, version: 2, percent: 30 + index }));
    const outcomes = await Promise.all(sets.map(problemOf));
    expect(outcomes.filter((problem) => problem === null)).toHaveLength(1);
    expect((await flags.find(key))?.version).toBe(3);
  });

  test('that Redis was emptied by is seen, too', async () => {
    const own = await openTestRedis();
    const emptied = new Flags(own);
    await emptied.set({ key: 'here', enabled: true });
    expect(await emptied.valuesFor(nobody, { publicOnly: false })).toHaveLength(1);
    await own.client.del(flagKeys.all(own.prefix));
    expect(await emptied.valuesFor(nobody, { publicOnly: false })).toEqual([]);
    await emptied.set({ key: 'back', enabled: true });
    expect(await emptied.valuesFor(nobody, { publicOnly: false })).toMatchObject([{ key: 'back' }]);
  });

  test('of what is not there is refused', async () => {
    expect(await problemOf(flags.remove('missing'))).toMatchObject({ code: 'NOT_FOUND', field: ['key'] });
  });
});

describe('bounds', () => {
  const condition = { subject: 'VISITOR', operator: 'IN', values: ['a'] } as const;
  const many = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => String(index).padEnd(length, 'x'));
  test.each<[string, Partial<FlagInput>, string, string]>([
    ['a name with spaces', { key: 'no spaces' }, 'INVALID', 'key'],
    ['a large value', { value: 'x'.repeat(flagLimits.valueBytes) }, 'LIMIT_EXCEEDED', 'value'],
    ['a share over all', { percent: 101 }, 'INVALID', 'percent'],
    ['no number', { percent: Number.NaN }, 'INVALID', 'percent'],
    ['a rule about everybody', { rules: [{ conditions: [] }] }, 'INVALID', 'rules.0.conditions'],
    ['too many rules', { rules: Array(21).fill({ conditions: [condition] }) }, 'INVALID', 'rules'],
    [
      'a role that there is not',
      { rules: [{ conditions: [{ ...condition, subject: 'ROLE' }] }] },
      'INVALID',
      'rules.0.conditions.0.values.0',
    ],
    [
      'no number to compare with',
      { rules: [{ conditions: [{ ...condition, operator: 'AT_LEAST' }] }] },
      'INVALID',
      'rules.0.conditions.0.values.0',
    ],
    [
      'too much in all',
      { rules: [{ conditions: [{ ...condition, values: many(200, 200) }] }] },
      'LIMIT_EXCEEDED',
      'rules',
    ],
  ])('%s is refused', async (_name, input, code, field) => {
    const problem = await problemOf(flags.set({ key: 'bounded', ...input }));
    expect([problem.code, problem.field?.join('.')]).toEqual([code, field]);
    expect(await flags.find('bounded')).toBeNull();
  });

  test('of what is told of somebody', async () => {
    const attributes = new Map(many(21, 3).map((name) => [name, 'x']));
    const ask = (audience: FlagAudience) => problemOf(flags.valuesFor(audience, { publicOnly: true }));
    expect(await ask({ ...nobody, attributes })).toMatchObject({ code: 'INVALID', field: ['attributes'] });
    expect(await ask(visitor('x'.repeat(201)))).toMatchObject({ code: 'INVALID', field: ['visitorId'] });
  });

  test('there are 200 flags at most', async () => {
    const own = await openTestRedis();
    const full = new Flags(own);
    for (let index = 0; index < flagLimits.flags; index += 1) await full.set({ key: `f${index}` });
    expect(await problemOf(full.set({ key: 'more' }))).toMatchObject({ code: 'LIMIT_EXCEEDED', field: ['key'] });
    await full.set({ key: 'f0', enabled: true });
    await full.remove('f1');
    await full.set({ key: 'more' });
    expect(await full.listed()).toHaveLength(flagLimits.flags);
  });
});
