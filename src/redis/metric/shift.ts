// The period that another is compared with: moved back by whole days of a time zone, so that a midnight stays a midnight even if the
// clocks were changed in between.

import { checkTimezone, dayNameIn, secondsAhead, startOfDay } from '../base/timezone.ts';
import { checkRange } from './report.ts';
import { time } from './time.ts';

export type PeriodShift = 'PERIOD' | 'YEAR';

export interface Range {
  readonly from: Date;
  readonly to: Date;
}

/**
 * @param timezone whose days it is moved by.
 * @throws Refusal INVALID for a time zone that is none, and for a range that cannot be read.
 */
export function shiftedRange(shift: PeriodShift, { from, to }: Range, timezone: string): Range {
  checkTimezone(timezone);
  checkRange(from, to);
  const move = moverOf(shift, { from, to }, timezone);
  return { from: move(from), to: move(to) };
}

/**
 * Of a range that is not over, the one that it is compared with ends at the time of day that it is now, so that both can be compared.
 * If that is longer ago than quarter-hours are kept, it ends with the range.
 */
export function shiftedSoFar(
  shift: PeriodShift,
  range: Range,
  timezone: string,
  nowMs: number,
  quarterHoursSince: Date,
): Range {
  const whole = shiftedRange(shift, range, timezone);
  if (nowMs <= range.from.getTime() || nowMs >= range.to.getTime()) return whole;
  const now = moverOf(shift, range, timezone)(new Date(nowMs));
  return now >= quarterHoursSince && now < whole.to ? { from: whole.from, to: now } : whole;
}

/** Moves a moment of a range by as many days as the range is moved, to the same time of day. */
function moverOf(shift: PeriodShift, { from, to }: Range, timezone: string): (at: Date) => Date {
  const [first, end] = [placeOf(from, timezone), placeOf(to, timezone)];
  const days = shift === 'YEAR' ? daysOfYearBefore(first.day) : end.day - first.day + (end.intoDayMs > 0 ? 1 : 0);
  return (at) => {
    const { day, intoDayMs } = placeOf(at, timezone);
    return new Date(momentOf(timezone, day - days, intoDayMs));
  };
}

/** A moment as the number of its day and how far the clock has gone since that began. */
interface Place {
  readonly day: number;
  readonly intoDayMs: number;
}

function placeOf(at: Date, timezone: string): Place {
  const name = dayNameIn(timezone, at.getTime());
  const begin = startOfDay(timezone, name);
  const intoDayMs = at.getTime() - begin + putForward(timezone, begin, at.getTime());
  return { day: Date.parse(name) / time.dayMs, intoDayMs };
}

/** When the clock of a day has gone so far. Of a time that it skips, as long after it. */
function momentOf(timezone: string, day: number, intoDayMs: number): number {
  const begin = startOfDay(timezone, nameOf(day));
  const elapsed = begin + intoDayMs;
  const at = elapsed - putForward(timezone, begin, elapsed);
  return putForward(timezone, at, elapsed) === 0 ? at : elapsed;
}

/** How far the clock is put forward between two moments, in milliseconds; below 0 where it is put back. */
function putForward(timezone: string, fromMs: number, toMs: number): number {
  return 1_000 * (secondsAhead(timezone, toMs) - secondsAhead(timezone, fromMs));
}

function nameOf(day: number): string {
  return new Date(day * time.dayMs).toISOString().slice(0, 10);
}

/** How many days lie between a day and the same one a year before. The 29th of February has the 1st of March. */
function daysOfYearBefore(day: number): number {
  const at = new Date(day * time.dayMs);
  return day - Date.UTC(at.getUTCFullYear() - 1, at.getUTCMonth(), at.getUTCDate()) / time.dayMs;
}
