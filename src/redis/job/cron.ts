// The times of a cron schedule.

import { Cron } from 'croner';
import { refuse, refuseBut } from '../base/problem.ts';
import { messageOf } from '../base/text.ts';
import { isTimezone, timezones } from '../base/timezone.ts';
import { jobLimits } from './shapes.ts';

interface Times {
  readonly cron: string;
  readonly timezone: string;
}

/** The first time after a moment; null if there is none. @throws Refusal INVALID for times that are not understood. */
export function nextRun(times: Times, afterMs: number): Date | null {
  return understand(times, (cron) => cron.nextRun(new Date(afterMs)));
}

/**
 * How many of the times from one that is due until now come next, at most `most`: only the newest `jobLimits.schedulesMissed` count. Also
 * the last of them, and the time behind it, which may have passed as well.
 */
export function passedRuns(
  times: Times,
  dueMs: number,
  nowMs: number,
  most: number,
): { readonly count: number; readonly lastMs: number; readonly nextMs: number | null } {
  return understand(times, (cron) => {
    let runs = walk(cron, dueMs, nowMs, most);
    const behind = runs[most] ?? Number.POSITIVE_INFINITY;
    // About how many have passed, since counting them takes its time.
    if ((nowMs - dueMs) / (behind - dueMs) > jobLimits.schedulesMissed / most) {
      const oldest = cron.previousRuns(jobLimits.schedulesMissed, new Date(nowMs)).at(-1)?.getTime() ?? dueMs;
      if (oldest > dueMs) runs = walk(cron, oldest, nowMs, most);
    }
    const count = runs.slice(0, most).filter((each) => each <= nowMs).length;
    return { count, lastMs: runs[count - 1] ?? dueMs, nextMs: runs[count] ?? null };
  });
}

/** A time and those that follow it, as far as the first behind `nowMs`, and at most `most`. */
function walk(cron: Cron, fromMs: number, nowMs: number, most: number): number[] {
  const runs = [fromMs];
  for (let last = fromMs; last <= nowMs && runs.length <= most; ) {
    const next = cron.nextRun(new Date(last));
    if (!next) break;
    last = next.getTime();
    runs.push(last);
  }
  return runs;
}

function understand<Value>({ cron, timezone }: Times, use: (cron: Cron) => Value): Value {
  try {
    return use(new Cron(cron, { timezone }));
  } catch (error) {
    const field = isTimezone(timezone) ? 'cron' : 'timezone';
    const message = `${field} is not understood: ${messageOf(error)}`;
    return field === 'cron' ? refuse('INVALID', message, field) : refuseBut(timezones(), 'INVALID', message, field);
  }
}

/** What croner reads besides fields, but for @reboot, which no schedule can mean. */
const nicknames = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** What of a schedule's times is not of the dialect of docs/jobs.md, in words that go on from its name; null where nothing is. */
export function dialectProblem(cron: string): string | null {
  const text = cron.trim();
  if (text.startsWith('@'))
    return nicknames.includes(text.toLowerCase()) ? null : `is not one of the nicknames ${nicknames.join(', ')}`;
  if (/^\d{4}-\d/.test(text)) return 'is a date, and a schedule repeats: enqueue one job with runAt instead';
  const fields = text.split(/\s+/).length;
  if (fields === 5 || fields === 6) return null;
  return `must have five fields, or six with seconds first, and no year; it has ${text === '' ? 0 : fields}`;
}
