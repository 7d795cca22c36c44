// Reports beside what cannot wait: how many of their scripts are in Redis at once.

import { expect, test, vi } from 'vitest';
import { ReportHandle } from '../../src/redis/base/report-handle.ts';
import { loadScript } from '../../src/redis/base/scripts.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();

test('reports have a few scripts in Redis at once, and all of them run, also where some fail', async () => {
  let running = 0;
  let most = 0;
  const run = vi.spyOn(redis, 'run').mockImplementation(async (_script, [key]) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (key === '7') throw new Error('The connection broke');
    return key;
  });
  const reports = new ReportHandle(redis);
  const script = loadScript('metric/sum');
  const keys = Array.from({ length: 100 }, (_, index) => String(index));
  const results = await Promise.allSettled(keys.map((key) => reports.run(script, [key], [])));
  run.mockRestore();
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual(
    keys.map((key) => (key === '7' ? 'failed' : key)),
  );
  expect(most).toBe(4);
});
