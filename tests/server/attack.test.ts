// A short form of `npm run attack`: each attack for two seconds, against a server with 512 MB of heap.

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const bench = fileURLToPath(new URL('../../bench/', import.meta.url));
const names = readdirSync(`${bench}attack/scenarios`).map((file) => file.replace('.ts', ''));

test.each(names)('the server survives %s', async (name) => {
  const args = ['--import', 'tsx', `${bench}attack.ts`, name, '--seconds', '2', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const report = JSON.parse(stdout) as { attack: string; sent: number; heapMaxMB: number; violations: number };
  expect(report).toMatchObject({ attack: name, violations: 0 });
  expect(report.sent).toBeGreaterThan(0);
  expect(report.heapMaxMB).toBeLessThan(512);
});
