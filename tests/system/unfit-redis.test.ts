// Mortar starts on a Redis that it can work on, or says in one line why not.

import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { channelPrefixOf } from '../../src/redis/base/channels.ts';
import { leastAclRule } from '../../src/redis/base/rights.ts';
import { newFolder, startBareRedis } from '../support/bare-redis.ts';
import { expectRefusal, runMortar } from '../support/mortar-process.ts';

async function startRedis() {
  const redis = await startMemoryRedis();
  const client = new Redis(redis.port);
  onTestFinished(async () => {
    client.disconnect();
    await redis.stop();
  });
  return { url: redis.url, client };
}

/** A client that keeps trying until the server is there. */
function openEarly(port: number): Redis {
  const client = new Redis(port, { enableReadyCheck: false });
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  return client;
}

const start = (url: string) => runMortar(['start'], { REDIS_URL: url });

test('a user without channels', async () => {
  const { url, client } = await startRedis();
  await client.call('ACL', 'SETUSER', 'mortar', 'on', '>secret', '~*', 'resetchannels', '+@all');
  const ended = await start(url.replace('//', '//mortar:secret@')).ended();
  expectRefusal(ended, /lacks rights: publish, .*Give it at least: resetkeys ~mortar:\* resetchannels &mortar:\*/);
});

test('with the least rule Mortar starts and serves, and the doctor prints that rule and leaves nothing behind', async () => {
  const { url, client } = await startRedis();
  const rule = leastAclRule({ prefix: 'mortar', channelPrefix: channelPrefixOf('mortar', 3) });
  await client.call('ACL', 'SETUSER', 'mortar', 'reset', 'on', '>secret', ...rule.split(' '));
  const database = `${url.replace('//', '//mortar:secret@')}/3`;
  const mortar = start(database);
  expect((await fetch(`${await mortar.url()}/health/ready`)).status).toBe(200);
  const { code, stdout } = await runMortar(['doctor'], { REDIS_URL: database }).ended();
  expect(stdout.split('\n')).toContain(`The least ACL rule: ${rule}`);
  expect(stdout).toContain('CONFIG is not allowed');
  // It keeps its data in no file, which the doctor says.
  expect(code).toBe(1);
  await client.select(3);
  expect(await client.keys('*doctor*')).toEqual([]);
});

test('one node of a cluster by a plain URL', async () => {
  const port = await freePort();
  await startBareRedis([`port ${port}`, 'cluster-enabled yes', `cluster-port ${await freePort()}`]);
  await openEarly(port).call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
  expectRefusal(
    await start(`redis://127.0.0.1:${port}`).ended(),
    /is a node of a cluster\. Set REDIS_URL to redis\+cluster/,
  );
});

test('a replica', async () => {
  const { url, client } = await startRedis();
  await client.replicaof('127.0.0.1', 1);
  expectRefusal(await start(url).ended(), /read-only replica of 127\.0\.0\.1:1\. Set REDIS_URL to the primary\.$/);
});

test('a cluster that is not whole', async () => {
  const port = await freePort();
  await startBareRedis([`port ${port}`, 'cluster-enabled yes', `cluster-port ${await freePort()}`]);
  const client = openEarly(port);
  await client.call('CLUSTER', 'ADDSLOTSRANGE', 0, 99);
  expectRefusal(await start(`redis+cluster://127.0.0.1:${port}`).ended(), /serves 100 of its 16384 slots/);
});

test('one that throws keys away is warned of', async () => {
  const { url, client } = await startRedis();
  await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const mortar = start(url);
  await mortar.url();
  expect(mortar.stderr).toMatch(
    /^Warning: Redis throws sessions and orders away .*Set maxmemory-policy to noeviction\.$/m,
  );
});

test('one that loads its data is waited for', async () => {
  const folder = newFolder();
  const first = await freePort();
  await startBareRedis([`port ${first}`], 'redis', folder);
  const client = openEarly(first);
  for (let key = 0; key < 400; key++) await client.set(`key-${key}`, randomBytes(2_048));
  await client.save();
  const port = await freePort();
  // Microseconds for each key: it loads for longer than any start takes, until it is told to hurry. It answers after every kibibyte.
  await startBareRedis(
    [`port ${port}`, 'key-load-delay 200000', 'loading-process-events-interval-bytes 1024'],
    'redis',
    folder,
  );
  const mortar = start(`redis://127.0.0.1:${port}`);
  await expect
    .poll(() => mortar.stderr, { timeout: 60_000 })
    .toMatch(/is loading its data\. Mortar starts once it has\.$/m);
  await openEarly(port).config('SET', 'key-load-delay', '0');
  expect((await fetch(`${await mortar.url()}/health/ready`)).status).toBe(200);
});

test('a Redis that cannot do what MORTAR_REDIS_DURABLE asks for, or that has too few replicas', async () => {
  const { url, client } = await startRedis();
  await client.call('ACL', 'SETUSER', 'default', '-wait');
  const env = { REDIS_URL: url, MORTAR_REDIS_DURABLE: 'replicas:1' };
  expectRefusal(
    await runMortar(['start'], env).ended(),
    /may not call WAIT, which MORTAR_REDIS_DURABLE needs\. Allow \+wait\.$/m,
  );
  await client.call('ACL', 'SETUSER', 'default', '+wait');
  const doctor = await runMortar(['doctor'], env).ended();
  expect(doctor.stdout).toContain('MORTAR_REDIS_DURABLE waits for 1 replica, but a master has 0.');
});
