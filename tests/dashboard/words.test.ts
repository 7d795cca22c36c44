// What the dashboard makes of numbers and days before it shows them.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatName } from '../../dashboard/src/format.ts';
import { auditKinds } from '../../dashboard/src/pages/account/audit-kinds.ts';
import { intervalOf, lastDays, timesOf } from '../../dashboard/src/pages/metric/period.ts';
import { endOfPoint, formatSpan, formatTimeIn } from '../../dashboard/src/zone.ts';
import { daysBetween } from '../../src/redis/base/timezone.ts';

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

  it('has all kinds of the audit log to choose from that docs/accounts.md lists', () => {
    const page = readFileSync(new URL('../../docs/accounts.md', import.meta.url), 'utf8');
    const [, table = ''] = /^\| kinds \|.*\n\|---.*\n((?:\|.*\n)+)/m.exec(page) ?? [];
    const listed = [...table.matchAll(/^\|(.*?)\|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? []);
    expect([...auditKinds]).toEqual(listed);
  });

  it('tells the time of a zone that is not the reader’s', () => {
    expect(formatTimeIn('Asia/Kathmandu', Date.parse('2026-03-01T08:30:15Z'))).toMatch(/(14|0?2):15:15/);
  });

  it('writes names of enum values as words', () => {
    expect(formatName('PAGE_VIEWS')).toBe('Page views');
  });
});

describe('a choice of days', () => {
  it('ends today, in its time zone, and counts today', () => {
    const now = Date.parse('2026-03-01T00:30:00Z');
    expect(lastDays(7, 'UTC', now)).toEqual({ from: '2026-02-23', to: '2026-03-01' });
    expect(lastDays(1, 'America/New_York', now)).toEqual({ from: '2026-02-28', to: '2026-02-28' });
  });

  it.each([
    ['UTC', '2026-02-28', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['Asia/Kathmandu', '2026-02-28', '2026-02-27T18:15:00.000Z', '2026-02-28T18:15:00.000Z'],
    // The days on which clocks are put forward and back.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'],
    ['America/Sao_Paulo', '2018-02-17', '2018-02-17T02:00:00.000Z', '2018-02-18T03:00:00.000Z'],
    ['Asia/Kolkata', '2026-03-29', '2026-03-28T18:30:00.000Z', '2026-03-29T18:30:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ])('takes the days of %s in whole: %s', (zone, day, from, to) => {
    expect(timesOf({ from: day, to: day }, zone)).toEqual({ from, to });
    expect(endOfPoint(zone, Date.parse(from), 86_400_000)).toBe(Date.parse(to));
    expect(daysBetween(zone, Date.parse(from), Date.parse(to))).toEqual([Date.parse(from), Date.parse(to)]);
    expect(formatSpan(zone, Date.parse(from), 86_400_000)).toMatch(new RegExp(`\\b${Number(day.slice(-2))}\\b`));
  });

  it('is shown by hours up to a week, by days beyond', () => {
    expect(intervalOf({ from: '2026-02-01', to: '2026-02-07' })).toBe('HOUR');
    expect(intervalOf({ from: '2026-02-01', to: '2026-02-08' })).toBe('DAY');
  });
});
