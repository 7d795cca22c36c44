// A Redis of a test's own, that it can stop and start under a running Mortar.

import { onTestFinished } from 'vitest';
import { DurableRedis } from './durable-redis.ts';

/** It is stopped, and its file removed, after the test; with `afterAll` after the tests of the file. */
export async function openStoppableRedis(after: typeof onTestFinished = onTestFinished): Promise<DurableRedis> {
  const redis = await DurableRedis.open('everysec');
  after(() => redis.close());
  return redis;
}
