// By what processes see that days of a site have other visits than those that they hold.

import { type ReportHandle, reportLimits } from '../../base/report-handle.ts';
import { loadScript } from '../../base/scripts.ts';
import { part } from '../keys.ts';
import { groupsOf } from '../read.ts';

const revisionsScript = loadScript('metric/revisions');

/** A day of a shard. */
export interface DayOfShard {
  /** Begins the keys of the shard. */
  readonly base: string;
  readonly dayMs: number;
  readonly revision: string;
  readonly events: number;
}

/** The days of each shard that have events, as they are given. */
export async function daysOfShards(
  redis: ReportHandle,
  site: string,
  days: readonly number[],
): Promise<DayOfShard[][]> {
  const ask = async (bases: readonly string[]): Promise<DayOfShard[][]> => {
    const work = Math.min(reportLimits.workAtOnce, bases.length * (days.length + 1));
    const reply = await redis.runWorking(work, revisionsScript, bases, days.map(part.dayCounts));
    return bases.map((base, shard) => {
      const [erased, ...counts] = (reply as number[]).slice(shard * (days.length + 1)) as [number, ...number[]];
      return days.flatMap((dayMs, day) => {
        const events = counts[day] as number;
        return events > 0 ? [{ base, dayMs, revision: `${erased} ${events}`, events }] : [];
      });
    });
  };
  return (await Promise.all(groupsOf(redis, site).map(ask))).flat();
}
