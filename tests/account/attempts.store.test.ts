// What is kept of attempts is bounded, however many addresses a stranger makes up, and what was guessed at most stays.

import { describe, expect, it } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { Attempts } from '../../src/redis/account/attempt.ts';
import { openTestRedis } from '../support/redis.ts';

const cheap = { memoryKiB: 7_168, iterations: 1 };

async function open() {
  const redis = await openTestRedis();
  const nodes = 'nodes' in redis.client ? redis.client.nodes('master') : [redis.client];
  const keys = async (pattern: string): Promise<string[]> =>
    (await Promise.all(nodes.map((node) => node.keys(`${redis.prefix}:${pattern}`)))).flat();
  return { redis, keys };
}

describe('attempts', () => {
  it('are counted for so many subjects of a kind and no more', async () => {
    const { redis, keys } = await open();
    const attempts = new Attempts(redis, 5);
    for (let index = 0; index < 400; index++)
      await attempts.begin([{ kind: 'account', subject: `made-up-${index}@example.com` }]);
    expect((await keys('attempts:*')).length).toBeLessThanOrEqual(16 * 5);
    const indexes = await keys('attempts-index:*');
    expect(indexes).toHaveLength(16);
    for (const key of indexes) {
      expect(await redis.client.zcard(key)).toBeLessThanOrEqual(5);
      expect(await redis.client.pttl(key)).toBeGreaterThan(0);
    }
  });

  it('against one account are not forgotten for those that are made up', async () => {
    const { redis } = await open();
    const attempts = new Attempts(redis, 5);
    const victim = [{ kind: 'account', subject: 'owner@example.com' }] as const;
    const guess = async (times: number) => {
      for (let index = 0; index < times; index++) if (await attempts.begin(victim)) return true;
      return false;
    };
    expect(await guess(40)).toBe(false);
    for (let index = 0; index < 400; index++)
      await attempts.begin([{ kind: 'account', subject: `made-up-${index}@example.com` }]);
    expect(await guess(2)).toBe(true);
  });

  it('that were taken back or forgiven leave nothing', async () => {
    const { redis, keys } = await open();
    const attempts = new Attempts(redis);
    const subjects = [
      { kind: 'network', subject: '203.0.113.7' },
      { kind: 'address', subject: 'me@example.com 203.0.113.7' },
    ] as const;
    await attempts.begin(subjects);
    await attempts.takeBack([subjects[0]]);
    await attempts.forgive(subjects[1]);
    expect(await keys('attempts:*')).toEqual([]);
  });
});

it('a network that has to wait leaves nothing behind for the addresses that it makes up', async () => {
  const { redis, keys } = await open();
  const accounts = new Accounts(redis, cheap);
  const client = { ipAddress: '203.0.113.7', userAgent: null };
  for (let index = 0; index < 80; index++)
    await accounts.logIn(`made-up-${index}@example.com`, 'a wrong password', client).catch(() => {});
  expect((await keys('attempts:*')).length).toBeLessThan(2 * 60);
  await accounts.close();
}, 60_000);

it('a device is remembered for an account, and for nothing else', async () => {
  const { redis, keys } = await open();
  const accounts = new Accounts(redis, cheap);
  const client = { ipAddress: '203.0.113.7', userAgent: null };
  await expect(accounts.remember('nobody', client)).rejects.toMatchObject({ problems: [{ code: 'NOT_FOUND' }] });
  expect(await keys('*')).toEqual([]);
  await accounts.close();
});
