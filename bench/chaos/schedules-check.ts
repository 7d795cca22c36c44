// After the run: each time of each schedule against what its mode says, by what Redis has written down.

import type { RedisHandle } from '../../src/redis/index.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { jobLimits } from '../../src/redis/job/shapes.ts';
import { readAof } from './aof.ts';
import type { Verdict } from './run.ts';
import type { Tick, TickEvents } from './schedules-events.ts';
import { everyMs, schedules } from './schedules-work.ts';

/** What Redis did about one time of a schedule. */
interface Decision {
  readonly due: number;
  readonly next: number;
  /** To the second. */
  readonly at: number;
  readonly paused: boolean;
  /** The number of the job that was added; undefined if none was. */
  job: string | undefined;
}

type Mode = (typeof schedules)[number];

/** @param events by queue */
export async function checkSchedules(
  redis: RedisHandle,
  folder: string,
  events: ReadonlyMap<string, TickEvents>,
): Promise<Verdict> {
  const decisions = await readDecisions(redis, folder);
  const verdict = { accepted: 0, lost: 0, duplicated: 0, stuck: 0, violations: [] as string[] };
  for (const schedule of schedules) {
    const { ticks, violations } = events.get(schedule.queue) as TickEvents;
    verdict.violations.push(...violations);
    const all = decisions.get(schedule.queue) ?? [];
    verdict.accepted += all.filter(({ job }) => job !== undefined).length;
    const judge = new Judge(schedule, all, ticks);
    judge.judge();
    verdict.lost += judge.lost;
    verdict.duplicated += judge.doubled;
    verdict.stuck += judge.stuck;
    verdict.violations.push(...judge.violations.map((violation) => `${schedule.queue}: ${violation}`));
  }
  return verdict;
}

class Judge {
  readonly violations: string[] = [];
  lost = 0;
  doubled = 0;
  stuck = 0;
  readonly #mode: Mode;
  readonly #decisions: readonly Decision[];
  readonly #ticks: ReadonlyMap<string, Tick>;

  constructor(mode: Mode, decisions: readonly Decision[], ticks: ReadonlyMap<string, Tick>) {
    this.#mode = mode;
    this.#decisions = decisions;
    this.#ticks = ticks;
  }

  judge(): void {
    const made = new Set<string>();
    let last: Tick | undefined;
    let due = this.#decisions[0]?.due ?? 0;
    for (const decision of this.#decisions) {
      const { job } = decision;
      const tick = job === undefined ? undefined : this.#ticks.get(job);
      if (decision.due < due) this.#fault('doubled', 1, `${iso(decision.due)} was decided twice`);
      if (decision.due > due) this.#fault('lost', 1, `${iso(due)} was passed over`);
      due = decision.next;
      this.#judgeNext(decision, tick);
      if (job === undefined) {
        this.#judgeSkip(decision, last);
        continue;
      }
      for (const each of this.#jobsOf(decision, job)) {
        made.add(each);
        if (each !== job && !this.#ticks.has(each))
          this.#fault('lost', 1, `the job ${each}, one of those of ${iso(decision.due)}, is gone`);
      }
      if (!tick) {
        this.#fault('lost', 1, `the job ${job} of ${iso(decision.due)} is gone`);
        continue;
      }
      if (decision.paused) this.#fault('doubled', 1, `${iso(decision.due)} ran while its queue was paused`);
      this.#judgeOverlap(decision, last, tick);
      last = tick;
    }
    for (const [job, { ends, state }] of this.#ticks) {
      if (!made.has(job)) this.#fault('doubled', 1, `no time of the schedule made the job ${job}`);
      if (ends > 1) this.#fault('doubled', 1, `the job ${job} ended ${ends} times`);
      if (ends === 0) this.#fault('stuck', 1, `the job ${job} is ${state}`);
      if (state === 'DEAD') this.#fault('lost', 1, `the job ${job} died`);
    }
  }

  /** One decision makes a job for each of the times until the next if none of them may be missed; the last is noted. */
  #jobsOf({ due, next }: Decision, last: string): string[] {
    const { overlap, missed } = this.#mode;
    const count = missed === 'ALL' && overlap === 'QUEUE' ? Math.round((next - due) / everyMs) : 1;
    return Array.from({ length: count }, (_unused, back) => String(Number(last) - back));
  }

  /** The times until the run are made up for by it; that after it comes next. */
  #judgeNext({ due, next, at }: Decision, tick: Tick | undefined): void {
    // Of what made no job only the second is known, and Redis' own idea of it may be a moment old.
    const ranAt = tick?.addedAt ?? (at + 1) * 1_000;
    const latest = Math.floor(ranAt / everyMs) * everyMs + everyMs;
    if (next > latest)
      this.#fault('lost', (next - latest) / everyMs, `after ${iso(due)}, run at ${iso(ranAt)}, came ${iso(next)}`);
    if (tick && tick.addedAt < due) this.#fault('doubled', 1, `${iso(due)} ran at ${iso(tick.addedAt)}, too early`);
  }

  #judgeSkip({ due, at, paused }: Decision, last: Tick | undefined): void {
    const { overlap, missed } = this.#mode;
    const isMissed = missed === 'NONE' && (paused || at * 1_000 - due >= jobLimits.scheduleLateMs - 1_000);
    const isOverlap = overlap === 'SKIP' && last !== undefined && last.endedAt >= due;
    if (!isMissed && !isOverlap) this.#fault('lost', 1, `${iso(due)} made no job`);
  }

  #judgeOverlap({ due }: Decision, last: Tick | undefined, tick: Tick): void {
    const overlaps = last !== undefined && last.ended > tick.added;
    if (this.#mode.overlap === 'SKIP' && overlaps)
      this.#fault('doubled', 1, `${iso(due)} ran although its last job was not finished`);
    // One that ran may be done before it hears that it is replaced. It is not taken again.
    if (this.#mode.overlap === 'REPLACE' && overlaps && last.state !== 'CANCELLED' && last.taken > tick.added)
      this.#fault('doubled', 1, `${iso(due)} did not replace its last job, which ended ${last.state}`);
  }

  #fault(kind: 'lost' | 'doubled' | 'stuck', count: number, sentence: string): void {
    this[kind] += count;
    this.violations.push(sentence);
  }
}

/** By queue, in order. */
async function readDecisions(redis: RedisHandle, folder: string): Promise<Map<string, Decision[]>> {
  const queues = new Map(schedules.map(({ queue }) => [jobKeys.queue(redis.prefix, queue), queue]));
  const decisions = new Map<string, Decision[]>();
  const due = new Map<string, number>();
  const paused = new Set<string>();
  for await (const { at, command } of readAof(folder)) {
    const [name = '', stored = '', ...words] = command;
    const end = stored.indexOf('}:') + 2;
    const [queue, part] = [queues.get(stored.slice(0, end)), stored.slice(end)];
    if (queue === undefined) continue;
    const all = decisions.get(queue) ?? [];
    decisions.set(queue, all);
    if (name === 'ZADD' && part === 'schedules:due') {
      const [before, next] = [due.get(queue), Number(words[0])];
      due.set(queue, next);
      // One that is set again as it was decides nothing.
      if (before !== undefined && before !== next)
        all.push({ due: before, next, at, paused: paused.has(queue), job: undefined });
    }
    const last = all.at(-1);
    if (name === 'HSET' && part === 'schedules:job' && last) {
      if (last.job === undefined) last.job = words[1];
      else all.push({ ...last, job: words[1] as string });
    }
    if (/^hset$/i.test(name) && part === 'meta' && words[0] === 'paused') {
      if (words[1] === '1') paused.add(queue);
      else paused.delete(queue);
    }
  }
  return decisions;
}

const iso = (ms: number): string => new Date(ms).toISOString();
