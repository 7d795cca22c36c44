// Reports beside what cannot wait: how much of their work is in Redis at once.

import { expect, test, vi } from 'vitest';
import { ReportHandle, reportLimits } from '../../src/redis/base/report-handle.ts';
import { loadScript } from '../../src/redis/base/scripts.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const script = loadScript('metric/sum');
const { workAtOnce, workPerScript } = reportLimits;

/** Runs a script per entry, each of so much work, the eighth of which fails; and tells how many were in Redis at most, and their results. */
async function runAll(works: readonly (number | undefined)[]): Promise<{ most: number; results: unknown[] }> {
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
  const settled = await Promise.allSettled(
    works.map((work, index) =>
      work === undefined
        ? reports.run(script, [String(index)], [])
        : reports.runWorking(work, script, [String(index)], []),
    ),
  );
  run.mockRestore();
  return { most, results: settled.map((result) => (result.status === 'fulfilled' ? result.value : 'failed')) };
}

test.each([
  ['a few scripts of unknown work', Array(100).fill(undefined), 4],
  ['as many of the longest as fit', Array(100).fill(workPerScript), workAtOnce / workPerScript],
  ['all of the small ones', Array(100).fill(workAtOnce / 100), 100],
  ['one at a time of those that are more than all', Array(20).fill(workAtOnce + 1), 1],
])('reports have in Redis at once %s, and all of them run, also where some fail', async (_what, works, atOnce) => {
  const { most, results } = await runAll(works);
  expect(most).toBe(atOnce);
  expect(results).toEqual(works.map((_work, index) => (index === 7 ? 'failed' : String(index))));
});
