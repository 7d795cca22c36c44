// Starts the private Redis servers of a test run and ends them after it: one server, and a cluster of three masters.
// Each has a guard that ends it should the test run be killed.
import type { TestProject } from 'vitest/node';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { startPrivateCluster } from './private-cluster.ts';

declare module 'vitest' {
  interface ProvidedContext {
    singleRedisUrl: string;
    clusterRedisUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const single = await startMemoryRedis();
  try {
    const cluster = await startPrivateCluster();
    project.provide('singleRedisUrl', single.url);
    project.provide('clusterRedisUrl', cluster.url);
    return async () => {
      await Promise.all([single.stop(), cluster.stop()]);
    };
  } catch (error) {
    await single.stop();
    throw error;
  }
}
