// Faults are told once per cause and minute, with their number.

import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FaultLog } from '../../src/redis/base/fault-log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a thousand faults of a minute are two lines, the second with their number', () => {
  const lines: { cause: string; count: number; reason: string; err?: unknown }[] = [];
  const faults = new FaultLog(pino({ level: 'warn' }, { write: (line) => void lines.push(JSON.parse(line)) }));
  const oom = new Error('OOM command not allowed\n    at somewhere');
  for (let turn = 0; turn < 1_000; turn++) faults.report({ kind: 'full', cause: 'OOM' }, oom);
  faults.report({ kind: 'refused', cause: 'NOPERM' }, new Error('NOPERM no'));
  expect(lines).toMatchObject([
    { cause: 'OOM', count: 1, reason: 'OOM command not allowed' },
    { cause: 'NOPERM', count: 1 },
  ]);
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(2)).toMatchObject([{ cause: 'OOM', count: 999 }]);
  vi.advanceTimersByTime(120_000);
  expect(lines).toHaveLength(3);
  faults.report({ kind: 'full', cause: 'OOM' }, oom);
  expect(lines).toHaveLength(4);
  expect(JSON.stringify(lines)).not.toContain('at somewhere');
});
