// Commands behind a script's first write: what a stranger has stored is set aside, what Mortar has stored stays where it is.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scanKeys } from '../../src/redis/base/scan.ts';
import { openTestRedis } from '../support/redis.ts';

const { client, prefix } = await openTestRedis();
const include = readFileSync(new URL('../../src/redis/base/lua/include/surely.lua', import.meta.url), 'utf8');
const source = `${include}\nreturn surely(ARGV[1], KEYS[1], unpack(ARGV, 2))`;
let keys = 0;
const newKey = () => `${prefix}:{surely-${keys++}}`;
const surely = (key: string, command: string, ...rest: string[]) => client.eval(source, 1, key, command, ...rest);

it.each([
  ['a bit beyond all places', 'SETBIT', ['SET', 'a text'], ['99999999999999', '1']],
  ['an increment that is none', 'HINCRBY', ['HSET', 'field', '7'], ['field', 'x']],
  ['a length that is none', 'XADD', ['XADD', '1-1', 'a', 'b'], ['MAXLEN', 'x', '*', 'a', 'b']],
  ['an id that is none', 'XADD', ['XADD', '1-1', 'a', 'b'], ['x', 'a', 'b']],
  ['a score that is none', 'ZADD', ['ZADD', '1', 'a'], ['x', 'b']],
  ['a place that is none', 'LTRIM', ['RPUSH', 'a', 'b'], ['x', '1']],
  ['a time that is none', 'EXPIRE', ['SET', 'a text'], ['x']],
  ['a time beyond all times', 'EXPIRE', ['SET', 'a text'], ['9223372036854775807']],
])('%s is refused, and moves away nothing that is stored', async (_what, command, [begin, ...first], rest) => {
  const key = newKey();
  await client.call(begin as string, key, ...first);
  const before = await client.dump(key);
  await expect(surely(key, command, ...rest)).rejects.toThrow();
  expect(await client.dump(key)).toBe(before);
  expect(await client.exists(`${key}:foreign`)).toBe(0);
});

it('a stored number that is none gives way to the command', async () => {
  const [hash, text, set] = [newKey(), newKey(), newKey()];
  await client.hset(hash, 'broken', 'x', 'whole', '7');
  expect(await surely(hash, 'HINCRBY', 'broken', '2')).toBe(2);
  expect(await client.hget(hash, 'whole')).toBe('7');
  await client.set(text, 'x');
  expect(await surely(text, 'INCR')).toBe(1);
  expect(await client.get(`${text}:foreign`)).toBe('x');
  await client.zadd(set, 'inf', 'broken', '7', 'whole');
  expect(await surely(set, 'ZINCRBY', '-inf', 'broken')).toBe('-inf');
  expect(await client.zscore(set, 'whole')).toBe('7');
});

it('what is set aside a second time lies beside what was before', async () => {
  const key = newKey();
  for (const text of ['one', 'other', 'last']) {
    await client.set(key, text);
    expect(await surely(key, 'HSET', 'a', '1')).toBe(1);
    await client.del(key);
  }
  const found: (string | null)[] = [];
  for await (const name of scanKeys(client, key, ':foreign*')) found.push(await client.get(name));
  expect(new Set(found)).toEqual(new Set(['one', 'other', 'last']));
});
