// Names the Redis servers of a test run.
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    singleRedisUrl: string;
    clusterRedisUrl: string;
  }
}

export default function setup(project: TestProject): void {
  project.provide('singleRedisUrl', process.env.MORTAR_TEST_REDIS_URL ?? 'redis://127.0.0.1:7000');
  project.provide('clusterRedisUrl', 'redis://127.0.0.1:7001,127.0.0.1:7002,127.0.0.1:7003');
}
