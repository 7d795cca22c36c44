// A connection to the test run's private Redis, under a prefix of its own, so that test files run side by side.
// The set-up names the server in MORTAR_TEST_REDIS_URL: one server in the `single` project, a cluster in `cluster`.

import { randomBytes } from 'node:crypto';
import { afterAll } from 'vitest';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import type { ShardPlan } from '../../src/redis/base/shards.ts';

export function testRedisUrl(): string {
  const url = process.env.MORTAR_TEST_REDIS_URL;
  if (!url)
    throw new Error('MORTAR_TEST_REDIS_URL is not set: run the tests with `npm test`, which starts a private Redis');
  return url;
}

export function uniquePrefix(): string {
  return `t${randomBytes(6).toString('hex')}`;
}

/** Call it at the top of a test file; the connection is closed after the file's tests. */
export async function openTestRedis(prefix = uniquePrefix(), shards?: ShardPlan): Promise<RedisHandle> {
  // What is tried here is what Redis does, not how long a busy machine takes: such a connection waits for its answers.
  const client = connect(parseRedisUrl(testRedisUrl()), 'blocking');
  await untilReady(client, 5_000);
  afterAll(() =>
    client.quit().then(
      () => undefined,
      () => client.disconnect(),
    ),
  );
  return new RedisHandle(client, prefix, shards);
}

/** For limits and caches that are to ask Redis, however long it takes: other tests keep the one Redis busy, too. */
export const patient = { timeoutMs: 5_000 } as const;

/** Waits until Redis' clock shows another millisecond. Of two streams that began within one, readers see one stream. */
export async function untilNextMillisecond({ client }: RedisHandle): Promise<void> {
  const nowMs = async (): Promise<number> => {
    const [seconds, micros] = await client.time();
    return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  };
  const before = await nowMs();
  while ((await nowMs()) <= before);
}
