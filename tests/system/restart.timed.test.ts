// A short form of `npm run chaos -- restart`: each of two processes is restarted once behind nginx and haproxy.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bench/chaos.ts', import.meta.url));

test('no request fails, and no subscription misses a message', { timeout: 300_000 }, async () => {
  const args = ['--import', 'tsx', program, 'restart', '--seconds', '1', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const report = JSON.parse(stdout) as { accepted: number; faults: number };
  expect(report).toMatchObject({ chaos: 'restart', lost: 0, doubled: 0, violations: 0 });
  expect(report.faults).toBeGreaterThanOrEqual(2);
  expect(report.accepted).toBeGreaterThan(100);
});
