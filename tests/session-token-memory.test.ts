// What a process remembers of tokens, and that it forgets.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newToken } from '../src/redis/session-token.ts';
import { TokenMemory } from '../src/redis/session-token-memory.ts';

const address = { owner: `u${'o'.repeat(16)}`, name: 'n'.repeat(12) };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the memory of tokens', () => {
  it('finds a token that came lately, as it was read', () => {
    const memory = new TokenMemory();
    const { text, hash } = newToken(address);
    expect(memory.find(text)).toBeUndefined();
    expect(memory.read(text)).toEqual({ ...address, hash });
    expect(memory.find(text)).toEqual({ ...address, hash });
    expect(memory.find(`${text.slice(0, -4)}AAAA`)).toBeUndefined();
  });

  it('keeps nothing that cannot be a token', () => {
    const memory = new TokenMemory();
    expect(memory.read('nonsense')).toBeNull();
    expect(memory.find('nonsense')).toBeUndefined();
  });

  it('forgets a token that has not come for a minute, and then has no timer either', () => {
    const memory = new TokenMemory();
    const [used, unused] = [newToken(address).text, newToken(address).text];
    memory.read(used);
    memory.read(unused);
    vi.advanceTimersByTime(30_000);
    expect(memory.find(used)).toBeDefined();
    vi.advanceTimersByTime(30_000);
    expect(memory.find(unused)).toBeUndefined();
    expect(memory.find(used)).toBeDefined();
    vi.advanceTimersByTime(90_000);
    expect(memory.find(used)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('holds a bounded number of them, the latest', () => {
    const memory = new TokenMemory();
    const texts = Array.from({ length: 12_000 }, () => newToken(address).text);
    for (const text of texts) memory.read(text);
    const found = texts.filter((text) => memory.find(text) !== undefined);
    expect(found.length).toBeLessThanOrEqual(10_000);
    expect(memory.find(texts.at(-1) as string)).toBeDefined();
  });
});
