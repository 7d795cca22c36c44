// What the dashboard makes of numbers and days before it shows them.

import { describe, expect, it } from 'vitest';
import { formatDuration, formatName } from '../../dashboard/src/format.ts';
import { intervalOf, lastDays, timesOf } from '../../dashboard/src/pages/metric/period.ts';

describe('words', () => {
  it.each([
    [0.4, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [3_600, '1 h'],
    [7_500, '2 h 5 min'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });

  it('writes names of enum values as words', () => {
    expect(formatName('PAGE_VIEWS')).toBe('Page views');
  });
});

describe('a choice of days', () => {
  it('ends today, in UTC, and counts today', () => {
    const now = Date.parse('2026-03-01T00:30:00Z');
    expect(lastDays(7, now)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
  });

  it('takes the last day in whole', () => {
    expect(timesOf({ from: '2026-02-28', to: '2026-02-28' })).toEqual({
      from: '2026-02-28T00:00:00.000Z',
      to: '2026-03-01T00:00:00.000Z',
    });
  });

  it('is shown by hours up to a week, by days beyond', () => {
    expect(intervalOf({ from: '2026-02-01', to: '2026-02-07' })).toBe('HOUR');
    expect(intervalOf({ from: '2026-02-01', to: '2026-02-08' })).toBe('DAY');
  });
});
