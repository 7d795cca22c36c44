// Time zones by their IANA names, such as Europe/Berlin.

import { refuseBut } from './problem.ts';

const dayMs = 24 * 3_600_000;
/** The last moment that a Date can be; the first is as far before 1970. */
const lastMs = 8_640_000_000_000_000;

/** The names that this system knows. */
export function timezones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}

export function isTimezone(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }) !== null;
  } catch {
    return false;
  }
}

/** @throws Refusal INVALID for a name that this system does not know. */
export function checkTimezone(timezone: string): void {
  if (!isTimezone(timezone))
    refuseBut(
      timezones(),
      'INVALID',
      `${JSON.stringify(timezone)} is not a time zone. Give an IANA name, such as Europe/Berlin.`,
      'timezone',
    );
}

/**
 * When the days of a time zone begin, from the day of `fromMs` to the first that begins at `toMs` or later. They lie 23 or 25 hours apart
 * where the clock is put forward or back between them. A day that the zone skipped is not among them.
 */
export function daysBetween(timezone: string, fromMs: number, toMs: number): number[] {
  const offsetAt = offsetsOf(timezone);
  const dayAt = (ms: number): number => Math.floor((ms + offsetAt(ms)) / dayMs);
  const beginOf = (day: number): number => {
    const asUtc = day * dayMs;
    const before = asUtc - offsetAt(asUtc - dayMs);
    const after = asUtc - offsetAt(asUtc + dayMs);
    // The clock may be changed at midnight, which then comes twice or not at all. The day begins with the first moment that is in it.
    const earlier = Math.min(before, after);
    return dayAt(earlier) >= day ? earlier : Math.max(before, after);
  };
  const begins: number[] = [];
  const last = dayAt(toMs) + 1;
  for (let day = dayAt(fromMs); day <= last; day++) {
    const begin = beginOf(day);
    if (begin !== begins.at(-1)) begins.push(begin);
    if (begin >= toMs) break;
  }
  return begins;
}

/** The day of a time zone in which a moment lies, such as 2030-01-31. */
export function dayNameIn(timezone: string, ms: number): string {
  return new Date(ms + offsetsOf(timezone)(ms)).toISOString().slice(0, 10);
}

/** How far the clock of a time zone is ahead of UTC at a moment, in seconds. */
export function secondsAhead(timezone: string, ms: number): number {
  return offsetsOf(timezone)(ms) / 1_000;
}

/** When a day such as 2030-01-31 begins in a time zone; of one that the zone skipped, when the next does. */
export function startOfDay(timezone: string, day: string): number {
  const asUtc = Date.parse(day);
  const begins = daysBetween(timezone, asUtc - dayMs, asUtc + 2 * dayMs);
  return begins.find((begin) => dayNameIn(timezone, begin) >= day) as number;
}

/** Tells how far the clock of a zone is ahead of UTC at a time, in milliseconds. What was told once is remembered. */
function offsetsOf(timezone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  return (ms) => {
    const told = known.get(ms);
    if (told !== undefined) return told;
    const within = Math.max(-lastMs, Math.min(lastMs, ms));
    // Such as GMT, GMT+05:30 or, of times before there were zones, GMT+00:53:28.
    const [, sign, ...parts] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(within)) ?? [];
    const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
    const offset = (sign === '-' ? -1_000 : 1_000) * (3_600 * hours + 60 * minutes + seconds);
    known.set(ms, offset);
    return offset;
  };
}
