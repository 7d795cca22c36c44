// Somebody else has written into the keys of Mortar: whatever a script meets there, it does nothing half.

import { expect, it } from 'vitest';
import { uniquePrefix } from '../support/redis.ts';
import { BrokenKeys, breakKeys } from './broken-keys.ts';
import { openOwnRedis } from './own-redis.ts';
import { openWorld, RecordingHandle } from './run.ts';
import { subjects } from './subjects/index.ts';

const prefix = uniquePrefix();
const client = await openOwnRedis();

it.each(subjects.map((subject) => [subject.name, subject] as const))(
  'no key of another type and no nonsense in one stops a script of %s half-way',
  { timeout: 120_000 },
  async (name, subject) => {
    const { trials, faults } = await breakKeys(subject, openWorld(new RecordingHandle(client, `${prefix}-${name}`)));
    expect(faults).toEqual([]);
    expect(trials).toBeGreaterThan(0);
  },
);

it.each([
  ['throws at it after a write', "redis.call('LPUSH', KEYS[2], 1)", 'is a text: planted/one writes (SET'],
  [
    'passes over it after a write',
    "redis.pcall('LPUSH', KEYS[2], 1)",
    'is a string of 0, and without the broken key a list of 1',
  ],
  [
    'minds a part of it',
    "local n = redis.call('LINDEX', KEYS[2], 0) if n then n = n + 1 end",
    '[0] x: planted/one writes (SET',
  ],
])('notices a script that %s', async (_what, second, fault) => {
  const redis = new RecordingHandle(client, `${prefix}-planted`);
  const keys = [`${prefix}-planted:{a}:one`, `${prefix}-planted:{a}:two`];
  await client.del(...keys);
  await client.rpush(keys[1] as string, 2);
  const source = `#!lua flags=allow-oom\nredis.call('SET', KEYS[1], 1)\n${second}\nreturn { 'OK' }`;
  const broken = new BrokenKeys(redis);
  await broken.around([{ script: { name: 'planted/one', source, sha: second }, keys, args: [] }], async () => []);
  expect([...broken.faults].join('\n')).toContain(fault);
  expect(await client.lrange(keys[1] as string, 0, -1)).toEqual(['2']);
});
