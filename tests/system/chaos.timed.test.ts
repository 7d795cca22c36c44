// A short form of `npm run chaos`: each run breaks what it breaks for three seconds, and counts.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../bench/chaos.ts', import.meta.url));

test.each(['messages', 'schedules', 'all'])(
  '%s: nothing is lost, doubled or stuck',
  { timeout: 600_000 },
  async (name) => {
    const args = ['--import', 'tsx', program, name, '--seconds', '3', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const report = JSON.parse(stdout) as { accepted: number; faults: number };
    expect(report).toMatchObject({ chaos: name, lost: 0, doubled: 0, stuck: 0, violations: 0 });
    expect(report.accepted).toBeGreaterThan(0);
    expect(report.faults).toBeGreaterThan(0);
  },
);
