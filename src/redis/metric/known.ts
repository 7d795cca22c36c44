// What is still known of a time gone by. Buckets lapse, and what has lapsed looks like what never happened: so of a time that is
// older than the shortest period, a bucket is believed only where a longer-lived one agrees with it. By evidence, and not by the
// clock alone, imports of years ago can be read for as long as they are there.

import { type ReportHandle, reportLimits } from '../base/report-handle.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { bucketsSince, keeping, minutesSince, type Piece, pieceAt } from './bucket.ts';
import { part } from './keys.ts';
import { groupsOf } from './read.ts';
import { floorTo, time } from './time.ts';

const partsScript = loadScript('metric/parts');
const rollsScript = loadScript('metric/rolls');

/** Estimates are right to a percent of a shard's visitors. */
const wholeShare = 0.95;

/** Whether the numbers of a piece are all there. */
export type IsKnown = (piece: Piece) => boolean;

/** A stretch of time, and what it consists of; nothing where only the whole is of interest. */
interface Stretch {
  readonly whole: Piece;
  /** Whether the whole may have lapsed, too. */
  readonly old: boolean;
  readonly parts: readonly Piece[];
}

/** Looks after each piece that could have lapsed. Asked after the numbers were read, so that none lapses in between. */
export function knownAmong(
  redis: ReportHandle,
  site: string,
  pieces: readonly Piece[],
  nowMs: number,
): Promise<IsKnown> {
  return judge(redis, groupsOf(redis, site), pieces, nowMs, isWhole);
}

/**
 * Looks after each piece in one shard only. What has lapsed there is not known, and need not be read; the rest may be known. It costs a
 * fraction of `knownAmong`, and most of a long period may be gone.
 */
export function leftAmong(
  redis: ReportHandle,
  site: string,
  pieces: readonly Piece[],
  nowMs: number,
): Promise<IsKnown> {
  const [[base] = []] = groupsOf(redis, site);
  return judge(redis, base === undefined ? [] : [[base]], pieces, nowMs, ({ lacking }) => lacking === 0);
}

async function judge(
  redis: ReportHandle,
  groups: readonly (readonly string[])[],
  pieces: readonly Piece[],
  nowMs: number,
  isThere: (found: Found) => boolean,
): Promise<IsKnown> {
  const minutes = minutesSince(nowMs, keeping.minutes.least);
  const hours = bucketsSince(nowMs, keeping.hours.least, time.hourMs);
  const days = bucketsSince(nowMs, keeping.days.least, time.dayMs);
  const quarterOf = ({ atMs, ms }: Piece): number | null =>
    ms === time.minuteMs && atMs < minutes ? floorTo(atMs, time.quarterMs) : null;
  const dayOf = ({ atMs, ms }: Piece): number | null =>
    (ms < time.dayMs && floorTo(atMs, time.hourMs) < hours) || atMs < days ? floorTo(atMs, time.dayMs) : null;
  const stretches = new Map<string, Stretch>();
  const split = new Set(pieces.filter(({ ms }) => ms < time.dayMs).map(dayOf));
  for (const piece of pieces) {
    const [quarter, day] = [quarterOf(piece), dayOf(piece)];
    // A day has many pieces, and what is asked about it is made once.
    if (quarter !== null && !stretches.has(`q${quarter}`)) stretches.set(`q${quarter}`, quarterStretch(quarter));
    if (day !== null && !stretches.has(`d${day}`))
      stretches.set(`d${day}`, dayStretch(day, split.has(day), day < days));
  }
  const names = [...stretches.keys()];
  const found = await readStretches(redis, groups, [...stretches.values()]);
  const whole = new Map(names.map((name, index) => [name, isThere(found[index] as Found)]));
  return (piece) => {
    const [quarter, day] = [quarterOf(piece), dayOf(piece)];
    return (quarter === null || whole.get(`q${quarter}`) === true) && (day === null || whole.get(`d${day}`) === true);
  };
}

/** What the scripts tell of a time, over all shards. */
interface Found {
  counted: number;
  lacking: number;
  /** Shards that do not know whether anything was ever counted. */
  unsure: number;
}

function isWhole({ counted, lacking, unsure }: Found): boolean {
  return lacking === 0 && (counted > 0 || unsure === 0);
}

function quarterStretch(at: number): Stretch {
  return {
    whole: pieceAt(at, time.quarterMs),
    old: false,
    parts: [{ ...pieceAt(at, time.minuteMs), low: 0, high: time.quarterMs / time.minuteMs - 1 }],
  };
}

function dayStretch(at: number, split: boolean, old: boolean): Stretch {
  const hours = split ? time.dayMs / time.hourMs : 0;
  return {
    whole: pieceAt(at, time.dayMs),
    old,
    parts: Array.from({ length: hours }, (_, hour) => pieceAt(at + hour * time.hourMs, time.hourMs)),
  };
}

function readStretches(
  redis: ReportHandle,
  groups: readonly (readonly string[])[],
  stretches: readonly Stretch[],
): Promise<Found[]> {
  const bucket = ({ counts, whole, low, high }: Piece) => [counts, whole ? -1 : low, whole ? -1 : high];
  return readEach(redis, groups, stretches, ({ parts }) => 3 + parts.length, {
    script: partsScript,
    before: [],
    argsOf: ({ whole, old, parts }) => [
      ...[numberOf(whole.atMs, old), ...bucket(whole)],
      ...[parts.length, ...parts.flatMap(bucket)],
    ],
  });
}

/** The kinds of what is known visitor by visitor. */
export type Roll = 'journals' | 'visitors';

/** Of which of some days of UTC it is known who came: `journals` by what they did, `visitors` by their numbers. */
export async function knownDays(
  redis: ReportHandle,
  site: string,
  roll: Roll,
  days: readonly number[],
  nowMs: number,
): Promise<(day: number) => boolean> {
  const since = bucketsSince(nowMs, keeping[roll].least, time.dayMs);
  const counted = bucketsSince(nowMs, keeping.days.least, time.dayMs);
  const old = days.filter((day) => day < since);
  const list = roll === 'journals' ? part.journals : part.seen;
  const found = await readEach(redis, groupsOf(redis, site), old, () => 3, {
    script: rollsScript,
    before: [wholeShare, roll === 'journals' ? 'j' : ''],
    argsOf: (day) => [numberOf(day, day < counted), part.dayCounts(day), part.dayVisitors(day), list(day)],
  });
  const known = new Set(old.filter((_, index) => isWhole(found[index] as Found)));
  return (day) => day >= since || known.has(day);
}

/** The number of a day, for one that may have lapsed. None is listed that is before the first. */
function numberOf(day: number, old: boolean): number | '' {
  return old && day > 0 ? day / time.dayMs : '';
}

interface Question<Item> {
  readonly script: Parameters<ReportHandle['run']>[0];
  readonly before: readonly ScriptArgument[];
  argsOf(item: Item): readonly ScriptArgument[];
}

/** Asks a script that gives three numbers for each item, in bounded portions, and adds them up over all shards. */
async function readEach<Item>(
  redis: ReportHandle,
  groups: readonly (readonly string[])[],
  items: readonly Item[],
  keysOf: (item: Item) => number,
  { script, before, argsOf }: Question<Item>,
): Promise<Found[]> {
  const sums = items.map((): Found => ({ counted: 0, lacking: 0, unsure: 0 }));
  const calls: Promise<void>[] = [];
  const ask = async (bases: readonly string[], first: number, end: number, work: number): Promise<void> => {
    const args = [...before, ...items.slice(first, end).flatMap(argsOf)];
    const reply = (await redis.runWorking(work, script, bases, args)) as number[];
    for (let place = first; place < end; place++) {
      const sum = sums[place] as Found;
      const at = 3 * (place - first);
      sum.counted += reply[at] as number;
      sum.lacking += reply[at + 1] as number;
      sum.unsure += reply[at + 2] as number;
    }
  };
  for (const bases of groups) {
    let first = 0;
    let work = 0;
    for (const [place, item] of items.entries()) {
      const more = keysOf(item) * bases.length;
      if (work > 0 && work + more > reportLimits.workPerScript) {
        calls.push(ask(bases, first, place, work));
        first = place;
        work = 0;
      }
      work += more;
    }
    if (items.length > 0) calls.push(ask(bases, first, items.length, work));
  }
  await Promise.all(calls);
  return sums;
}
