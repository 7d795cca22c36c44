// The fuzz run sees a script that says no, or throws, after it has written.

import { expect, it } from 'vitest';
import type { Script } from '../../src/redis/base/scripts.ts';
import { openTestRedis } from '../support/redis.ts';
import { halfDone, watched } from './watched.ts';

const { client, prefix } = await openTestRedis();
const key = `${prefix}:{a}:b`;

const ran = (source: string): Promise<unknown> => {
  const script: Script = { name: 'planted/one', source: `#!lua flags=allow-oom\n${source}`, sha: source };
  return client.eval(watched(script).source, 1, key).then(() => null, halfDone);
};

it.each([
  [
    'says no',
    "redis.call('HSET', KEYS[1], 'a', 1) return { 'NONE' }",
    `planted/one writes (HSET ${key}) and answers NONE`,
  ],
  ['says no to all of a batch', "redis.call('SET', KEYS[1], 1) return { { 'NONE' }, { 'GONE' } }", 'answers GONE'],
  ['throws', "redis.call('DEL', KEYS[1]) redis.call('SET', KEYS[1], 1) local a = nil + 1", 'answers user_script'],
])('after a write it %s', async (_what, source, fault) => {
  expect(await ran(source)).toContain(fault);
});

it.each([
  [
    'says no before it',
    "if redis.call('GET', KEYS[1] .. ':none') then redis.call('DEL', KEYS[1]) end return { 'NONE' }",
  ],
  ['removes nothing', "redis.call('DEL', KEYS[1] .. ':none') return { 'NONE' }"],
  ['does it', "redis.call('SET', KEYS[1], 1) return { 'OK' }"],
  ['does some of a batch', "redis.call('SET', KEYS[1], 1) return { { 'OK' }, { 'NONE' } }"],
])('does not mind one that %s', async (_what, source) => {
  expect(await ran(source)).toBe(null);
});
