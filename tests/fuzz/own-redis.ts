// A Redis of a test file's own, of the kind that the run is for. What looks through all keys, and counts what is written, would
// meet those of other test files on the shared one.

import { afterAll } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, type RedisClient, untilReady } from '../../src/redis/base/connect.ts';
import { startPrivateCluster } from '../support/private-cluster.ts';
import { testRedisUrl } from '../support/redis.ts';

/** Call it at the top of a test file; the server is gone after the file's tests. */
export async function openOwnRedis(): Promise<RedisClient> {
  const isSingle = parseRedisUrl(testRedisUrl()).kind === 'single';
  const server = isSingle ? await startMemoryRedis() : await startPrivateCluster();
  const client = connect(parseRedisUrl(server.url), 'blocking');
  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });
  await untilReady(client, 5_000);
  return client;
}
