// The schedules of the `schedules` run, one per queue: every second, in each mode.

import type { NewSchedule } from '../../src/redis/job/schedule-record.ts';

const overlaps = ['QUEUE', 'SKIP', 'REPLACE'] as const;
const misses = ['ONE', 'ALL', 'NONE'] as const;

export const everyMs = 1_000;
export const leaseMs = 1_000;
export const jobName = 'chaos.tick';
const key = 'tick';

export const schedules = overlaps.flatMap((overlap) =>
  misses.map(
    (missed) =>
      ({
        queue: `tick.${overlap}.${missed}`,
        key,
        cron: '* * * * * *',
        jobName,
        payload: { odd: 'half \udf89 an emoji' },
        maxAttempts: 50,
        backoff: { kind: 'EXPONENTIAL', delayMs: 10, maxDelayMs: 200 },
        overlap,
        missed,
      }) satisfies NewSchedule,
  ),
);

/** Each must be refused. */
export const oddSchedules: readonly Partial<Record<keyof NewSchedule, unknown>>[] = [
  { key: '' },
  { key: 'half \ud83c' },
  { cron: '' },
  { cron: '99 * * * *' },
  { cron: '0 0 30 2 *' },
  { timezone: 'Mars/Olympus' },
  { jobName: 'half \ud83c' },
  { payload: 10n },
  { payload: 'x'.repeat(300_000) },
  { maxAttempts: Number.NaN },
  { priority: Number.POSITIVE_INFINITY },
  { timeoutMs: -1 },
  { backoff: { kind: 'EXPONENTIAL', delayMs: Number.NaN, maxDelayMs: 1 } },
];
