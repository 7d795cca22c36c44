// A Redis that cannot work is refused at start, by a line that says the remedy.

import { readdirSync, readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { channelPrefixOf } from '../../src/redis/base/channels.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { examineFitness } from '../../src/redis/base/fitness.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { leastAclRule } from '../../src/redis/base/rights.ts';
import { createStores } from '../../src/redis/stores.ts';
import { everySubject } from '../support/every-subject.ts';

const mortar = { prefix: 'mortar', channelPrefix: channelPrefixOf('mortar', 0) };

async function startRedis(): Promise<{ url: string; admin: Redis }> {
  const redis = await startMemoryRedis();
  onTestFinished(() => redis.stop());
  return { url: redis.url, admin: (await open(redis.url)).client as Redis };
}

/** As a start does it, before it asks for data. */
async function open(url: string): Promise<RedisHandle> {
  const client = connect(parseRedisUrl(url), 'commands');
  await untilReady(client, 5_000);
  const handle = new RedisHandle(client);
  onTestFinished(() => handle.close());
  return handle;
}

/** A handle of a user with a rule. */
async function openAs({ url, admin }: { url: string; admin: Redis }, rule: string): Promise<RedisHandle> {
  await admin.call('ACL', 'SETUSER', 'mortar', 'reset', 'on', '>secret', ...rule.split(' '));
  return open(url.replace('//', '//mortar:secret@'));
}

test('a Redis as it should be has nothing to be told', async () => {
  expect(await examineFitness(await open((await startRedis()).url))).toEqual([]);
});

test('with the least rule every subject works, and Redis refuses nothing', async () => {
  const redis = await startRedis();
  const handle = await openAs(redis, leastAclRule(mortar));
  expect(await examineFitness(handle)).toEqual([]);
  const stores = createStores(handle);
  for (const step of everySubject) await step(stores);
  expect(await redis.admin.call('ACL', 'LOG')).toEqual([]);
}, 60_000);

test('each command that a script names is in the least rule', async () => {
  const { admin } = await startRedis();
  const commands = new Set((await admin.call('COMMAND', 'LIST')) as string[]);
  const root = new URL('../../src/redis/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.lua'));
  const words = files.flatMap((file) => readFileSync(new URL(file, root), 'utf8').match(/(?<=')[A-Z]{3,}(?=')/g) ?? []);
  const named = [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => commands.has(word));
  expect(named.length).toBeGreaterThan(50);
  const rule = leastAclRule(mortar).split(' ');
  const isAllowed = (name: string) => rule.some((word) => word === `+${name}` || word.startsWith(`+${name}|`));
  expect(named.filter((name) => !isAllowed(name))).toEqual([]);
});

test.each([
  [
    'resetchannels',
    /lacks rights: publish, .*subscribe.* on the channels mortar:\*\. Give it at least: resetkeys ~mortar:\*/,
  ],
  ['-zadd -hset', /lacks rights: hset, zadd\. /],
  ['resetkeys ~other:*', /lacks rights: any command on the keys mortar:\*, bitop, eval, /],
  ['-eval', /lacks rights: eval\. /],
])('a user with all rights but %s is told what is missing', async (rule, words) => {
  const handle = await openAs(await startRedis(), `~* &* +@all ${rule}`);
  expect(await examineFitness(handle)).toEqual([{ kind: 'unfit', text: expect.stringMatching(words) }]);
});

test.each(['6.2.14', '5.0.7'])('Redis %s is refused', async (version) => {
  const handle = await open((await startRedis()).url);
  const info = await (handle.client as Redis).info();
  vi.spyOn(handle.client as Redis, 'info').mockResolvedValue(
    info.replace(/^redis_version:.*$/m, `redis_version:${version}`),
  );
  const text = `Redis is ${version}. Mortar needs 7.0 or newer.`;
  expect(await examineFitness(handle)).toContainEqual({ kind: 'unfit', text });
});

test('a replica is refused, and a policy that evicts is a risk', async () => {
  const { url, admin } = await startRedis();
  await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const handle = await open(url);
  expect(await examineFitness(handle)).toEqual([{ kind: 'risky', text: expect.stringContaining('allkeys-lru') }]);
  await admin.config('SET', 'maxmemory-policy', 'noeviction');
  await admin.replicaof('127.0.0.1', 1);
  expect(await examineFitness(handle)).toEqual([
    { kind: 'unfit', text: 'This Redis is a read-only replica of 127.0.0.1:1. Set REDIS_URL to the primary.' },
  ]);
});
