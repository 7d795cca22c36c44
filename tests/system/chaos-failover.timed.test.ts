// A short form of `npm run chaos -- failover`: a master of each is killed under traffic of all subjects.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bench/chaos.ts', import.meta.url));

test('failover: nothing acknowledged is lost, doubled or stuck', { timeout: 900_000 }, async () => {
  const args = ['--import', 'tsx', program, 'failover', '--seconds', '3', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const report = JSON.parse(stdout) as { accepted: number; faults: number };
  expect(report).toMatchObject({ chaos: 'failover', lost: 0, doubled: 0, stuck: 0, violations: 0 });
  expect(report.accepted).toBeGreaterThan(0);
  expect(report.faults).toBeGreaterThanOrEqual(3);
});
