// What a process remembers of tokens is bounded, and goes.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionMemory, sessionMemoryLimits } from '../../src/redis/session/memory.ts';
import { newOwnerId, newSessionName, newToken, parseToken, type Token } from '../../src/redis/session/token.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const now = 1_000_000_000_000;
const client = { ipAddress: '203.0.113.7', userAgent: 'curl/8.9' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function remember(memory: SessionMemory, dueInMs = 60_000, userAgent = client.userAgent): string {
  const { text } = newToken({ owner: `u${newOwnerId()}`, name: newSessionName() });
  const token = parseToken(text) as Token;
  memory.remember(
    text,
    { token, pass: 'a pass', access: 'E', client: { ...client, userAgent }, dueMs: now + dueInMs },
    now,
  );
  return text;
}

describe('the memory of tokens', () => {
  it('has all that it was told of a token', () => {
    const memory = new SessionMemory(redis);
    const text = remember(memory);
    const facts = {
      text,
      token: parseToken(text),
      pass: 'a pass',
      access: 'E',
      client,
      dueMs: now + 60_000,
      valid: true,
    };
    expect(memory.find(text)).toMatchObject(facts);
    expect(memory.find(`${text.slice(0, -4)}AAAA`)).toBeUndefined();
  });

  it('lets go of what is due, and then has no timer either', () => {
    const memory = new SessionMemory(redis);
    const [soon, later] = [remember(memory, 1_000), remember(memory, 50_000)];
    vi.advanceTimersByTime(30_000);
    expect(memory.find(soon)).toBeUndefined();
    expect(memory.find(later)).toBeDefined();
    vi.advanceTimersByTime(30_000);
    expect(memory.find(later)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('holds a bounded number, and takes new ones once others have gone', () => {
    const memory = new SessionMemory(redis);
    const texts = Array.from({ length: sessionMemoryLimits.tokens + 500 }, () => remember(memory, 1_000));
    expect(texts.filter((text) => memory.find(text) !== undefined)).toHaveLength(sessionMemoryLimits.tokens);
    vi.advanceTimersByTime(30_000);
    expect(memory.find(remember(memory))).toBeDefined();
  });

  it('does not keep what a client calls itself at length', () => {
    const memory = new SessionMemory(redis);
    expect(memory.find(remember(memory, 1_000, 'x'.repeat(10_000)))?.client).toBeUndefined();
  });

  it('lets go of the owners that have changed, and of a whole shard where that is not known', () => {
    const memory = new SessionMemory(redis);
    const all = Array.from({ length: 200 }, () => memory.find(remember(memory))).filter((one) => one !== undefined);
    const [first] = all;
    const [one, two] = all.filter(({ shard }) => shard === first?.shard);
    if (!one || !two) throw new Error('no shard has two of two hundred');
    memory.update(one.shard, '1'.repeat(16), [one.token.owner]);
    expect([one.valid, two.valid]).toEqual([false, true]);
    memory.update(one.shard, '2'.repeat(16), 'any');
    expect(two.valid).toBe(false);
    expect(all.filter(({ valid }) => valid)).toHaveLength(all.filter(({ shard }) => shard !== one.shard).length);
  });
});
