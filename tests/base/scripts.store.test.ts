// Scripts by their digest: Redis may forget them at any time.

import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Script } from '../../src/redis/base/scripts.ts';
import { loadScript } from '../../src/redis/base/scripts.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();

function script(source: string): Script {
  return { name: 'test', source, sha: createHash('sha1').update(source).digest('hex') };
}

const key = `${redis.prefix}:{scripts}:n`;
const add = script(`return redis.call('INCRBY', KEYS[1], ARGV[1]) -- ${redis.prefix}`);
const fail = script(`return redis.error_reply('BROKEN on purpose') -- ${redis.prefix}`);

it('runs a script that Redis does not know yet, and again after SCRIPT FLUSH', async () => {
  expect(await redis.run(add, [key], [1])).toBe(1);
  await redis.client.script('FLUSH');
  expect(await redis.run(add, [key], [2])).toBe(3);
});

it('runs a pipeline of unknown scripts once each and in order, and puts errors in their places', async () => {
  await redis.client.del(key);
  await redis.client.script('FLUSH');
  const call = (args: number[]) => ({ script: add, keys: [key], args });
  const answers = await redis.runAll([call([1]), { script: fail, keys: [key], args: [] }, call([10]), call([100])]);
  expect(answers[0]).toBe(1);
  expect(answers[1]).toBeInstanceOf(Error);
  expect(answers.slice(2)).toEqual([11, 111]);
});

it('passes on an error that is not about a forgotten script', async () => {
  await expect(redis.run(fail, [key], [])).rejects.toThrow('BROKEN');
});

it('expands includes, each once', () => {
  const { source } = loadScript('job/step');
  expect(source).not.toContain('@include');
  expect(source.match(/local function now_ms/g)).toHaveLength(1);
});
