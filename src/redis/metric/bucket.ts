// How time is cut into buckets, and how many of what is kept. Hours are kept in quarters, so that every time zone's day can be put
// together.

import { part } from './keys.ts';
import { ceilTo, floorTo, time } from './time.ts';

const { minuteMs, quarterMs, hourMs, dayMs } = time;

/**
 * For how many days each is kept: by default, at least and at most. What is younger than the least is there, whatever the settings
 * were when it was counted.
 */
export const keeping = {
  /** Numbers of minutes. */
  minutes: { unset: 2, least: 2, most: 14 },
  /** Numbers of hours and quarter-hours. */
  hours: { unset: 90, least: 31, most: 400 },
  /** Numbers of days of UTC. */
  days: { unset: 400, least: 400, most: 3_650 },
  /**
   * A visitor's steps, for funnels and journeys; those of an import as long as their day's numbers. Goals wait as long for experiments
   * to count them. An event that is sent again counts once for as long, so it is longer than events may be late.
   */
  journals: { unset: 31, least: 8, most: 400 },
  /** Who came on a day, for retention, which also looks at the 30 days before. */
  visitors: { unset: 90, least: 35, most: 400 },
} as const;

export type Kept = keyof typeof keeping;

/** Days of each. */
export type Retention = Readonly<Record<Kept, number>>;

export const defaultRetention = Object.fromEntries(
  Object.entries(keeping).map(([kept, { unset }]) => [kept, unset]),
) as Retention;

export const metricLimits = {
  /** A visitor who is silent for longer begins a new session with the next event. */
  sessionGapMs: 30 * minuteMs,
  /** The window of everything that is called live or active. */
  liveWindowMinutes: 5,
  /** How long back the live view's curve goes. */
  livePerMinute: 30,
  /** An event that is later counts for its own time, but not for the live view. */
  liveLateMs: 10 * minuteMs,
  liveTtlSeconds: (15 * minuteMs) / 1_000,
  /** Later than this, an event is refused. Imports may bring any past. */
  lateMs: 7 * dayMs,
  /** Steps of one visitor on one day; a visitor with more is a machine, and what follows is refused. */
  eventsPerVisitorAndDay: 5_000,
  /**
   * Values of one dimension that one bucket of one shard keeps; the rest is counted as "(other)". Each value with more than a thousandth
   * of the bucket is among them.
   */
  valuesPerDimension: 1_000,
  /** Profiles of visits that a shard names on a day; others stand in the journals as they are. */
  profilesPerDay: 5_000,
  /** Steps that one script looks at, or stretches of a hundred characters that it searches: some ten milliseconds' work. */
  workPerScript: 15_000,
  /** Far above any sale, and small enough that Lua's numbers stay exact. */
  valueMaxMinor: 10_000_000_000_000,
  /** Longer texts are cut off. */
  nameLength: 100,
  pathLength: 200,
  referrerLength: 100,
  campaignLength: 100,
  /** What visits keep of an event's properties. */
  propertiesPerEvent: 10,
  propertyNameLength: 50,
  propertyValueLength: 100,
  eventsPerTrack: 500,
  sites: 1_000,
  hostsPerSite: 50,
  /** What one process registers, others know after so long. */
  siteFreshMs: 1_000,
  /** What the events of one site may add to Redis on a day; beyond that they are refused. The bytes are a setting. */
  siteKeysPerDay: 250_000,
  siteBytesPerDay: 512 * 1_024 * 1_024,
  /** Events are refused from this share of Redis' maxmemory on, so that sessions and orders have the rest. */
  memoryShare: 0.9,
  /** Events that a process holds until Redis has counted them: some two seconds' work. */
  eventsAtOnce: 50_000,
  /** Points of one series. */
  points: 3_000,
  rangeDays: 400,
  top: { default: 10, max: 100 },
} as const;

/**
 * The oldest moment of which minutes are kept for some days: on the border of a quarter, so that a bucket is kept whole or not at all.
 */
export function minutesSince(nowMs: number, days: number): number {
  return floorTo(nowMs - days * dayMs + hourMs, quarterMs);
}

/** The first of the buckets of a size that have begun no more than so many days ago. */
export function bucketsSince(nowMs: number, days: number, size: number): number {
  return ceilTo(nowMs - days * dayMs, size);
}

/** A part of a range that one bucket answers: fields `low` to `high` of `counts`, and the visitors of `visitors`. */
export interface Piece {
  readonly atMs: number;
  /** How long it lasts. */
  readonly ms: number;
  readonly counts: string;
  readonly low: number;
  readonly high: number;
  /** Days have no fields within, so their fields carry no number. */
  readonly whole: boolean;
  readonly visitors: readonly string[];
  readonly buyers: readonly string[];
}

/** Puts a range together from days, hours, quarters and, for the last two days, minutes: as few buckets as possible. */
export function piecesOf(fromMs: number, toMs: number): Piece[] {
  const pieces: Piece[] = [];
  let at = fromMs;
  while (at < toMs) {
    const step = [dayMs, hourMs, quarterMs, minuteMs].find((size) => at % size === 0 && at + size <= toMs) ?? minuteMs;
    pieces.push(pieceAt(at, step));
    at += step;
  }
  return pieces;
}

export function pieceAt(at: number, step: number): Piece {
  if (step === dayMs) {
    return {
      atMs: at,
      ms: step,
      counts: part.dayCounts(at),
      low: 0,
      high: 0,
      whole: true,
      visitors: [part.dayVisitors(at)],
      buyers: [part.dayBuyers(at)],
    };
  }
  if (step === minuteMs) {
    const minute = (at % quarterMs) / minuteMs;
    return {
      atMs: at,
      ms: step,
      counts: part.minuteCounts(at),
      low: minute,
      high: minute,
      whole: false,
      visitors: [part.minuteVisitors(at)],
      buyers: [part.minuteBuyers(at)],
    };
  }
  const quarters = step === hourMs ? [0, 1, 2, 3] : [(at % hourMs) / quarterMs];
  const starts = quarters.map((_, index) => at + index * quarterMs);
  return {
    atMs: at,
    ms: step,
    counts: part.hourCounts(at),
    low: quarters[0] as number,
    high: quarters[quarters.length - 1] as number,
    whole: false,
    visitors: starts.map(part.quarterVisitors),
    buyers: starts.map(part.quarterBuyers),
  };
}
