// Handlers that ignore their signal hold their slots: no more run at once than the worker was told, and a worker that only has such
// ones says so.

import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { FaultLog } from '../../src/redis/base/fault-log.ts';
import { Readiness } from '../../src/redis/base/readiness.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { Drain } from '../../src/server/drain.ts';
import { healthRoutes } from '../../src/server/http/health.ts';
import { serverUrl, startServer } from '../../src/server/http/http-server.ts';
import { Proxies } from '../../src/server/http/proxies.ts';
import { Telemetry } from '../../src/server/telemetry/telemetry.ts';
import { defineHandler, Worker } from '../../src/worker/index.ts';
import { quietAppSettings } from '../support/app-settings.ts';
import { dataFolder, runMortar } from '../support/mortar-process.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);

/** What a load balancer is told of a worker. */
async function healthOf(worker: Worker): Promise<() => Promise<number>> {
  const drain = new Drain(0);
  const readiness = new Readiness(redis);
  const server = await startServer({
    ...{ host: '127.0.0.1', port: 0, log: quietAppSettings.log, faults: new FaultLog(quietAppSettings.log) },
    ...{ metrics: new Telemetry({}).http, proxies: new Proxies([]), drain },
    routes: healthRoutes({ readiness, workers: worker, drain, isPrepared: () => true }),
  });
  onTestFinished(() => {
    readiness.close();
    return server.close();
  });
  return async () => (await fetch(`${serverUrl(server.server)}/health/live`)).status;
}

test('handlers that ignore their signal never exceed the concurrency, and fail the health of a worker that has only such', async () => {
  const queue = 'hang';
  const count = 8;
  let running = 0;
  let most = 0;
  let begun = 0;
  const releases: (() => void)[] = [];
  const deaf = defineHandler({
    name: 'deaf',
    payload: z.unknown(),
    async run() {
      running += 1;
      begun += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => releases.push(resolve));
      running -= 1;
    },
  });
  await jobs.enqueueMany(Array.from({ length: count }, () => ({ queue, name: 'deaf', timeoutMs: 50, maxAttempts: 1 })));
  const told: string[] = [];
  const worker = new Worker(redis, {
    ...{ queue, handlers: [deaf], concurrency: 2 },
    onError: (error) => told.push(String(error)),
  });
  onTestFinished(() => worker.close({ deadlineMs: 0 }));
  const health = await healthOf(worker);
  expect(await health()).toBe(200);
  expect(worker.healthy).toBe(true);

  await expect.poll(() => worker.healthy, { timeout: 15_000 }).toBe(false);
  expect(await health()).toBe(503);
  expect(told.filter((text) => text.includes('All 2 slots of the worker of hang are held'))).toHaveLength(1);
  // Both attempts are over for the queue, and nothing else has begun.
  expect([begun, (await jobs.queue(queue))?.counts.dead]).toEqual([2, 2]);

  releases.shift()?.();
  await expect.poll(() => begun).toBe(3);
  expect(worker.healthy).toBe(true);
  expect(await health()).toBe(200);
  const goOn = setInterval(() => releases.shift()?.(), 20);
  onTestFinished(() => clearInterval(goOn));
  await expect.poll(async () => (await jobs.queue(queue))?.counts.waiting, { timeout: 15_000 }).toBe(0);
  await expect.poll(() => running, { timeout: 15_000 }).toBe(0);
  expect([begun, most]).toEqual([count, 2]);
}, 60_000);

test('the command worker tells of its health on a port of its own', async () => {
  const port = await freePort();
  const mortar = runMortar(['worker', 'mail'], {
    ...{ MORTAR_DATA_DIR: dataFolder(), MORTAR_WORKER_HEALTH_PORT: String(port) },
  });
  await mortar.says(/Working on mail/);
  for (const [path, body] of [
    ['live', { status: 'alive', workers: true }],
    ['ready', { status: 'ready', redis: true }],
  ] as const) {
    const response = await fetch(`http://127.0.0.1:${port}/health/${path}`);
    expect([response.status, await response.json()]).toMatchObject([200, body]);
  }
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toContain('mortar_redis_ready{dependency="writes"} 1');
  mortar.signal('SIGTERM');
  expect((await mortar.ended()).code).toBe(0);
});
