// Finds jobs that are not where their state says, as a script of an earlier release left them when it broke off, and puts them back:
// nothing else would ever run or delete them.

import type { RedisHandle } from '../base/handle.ts';
import { scanKeys } from '../base/scan.ts';
import { loadScript } from '../base/scripts.ts';
import { jobKeys, type QueuePart } from './keys.ts';
import { queueOfPart } from './part-name.ts';
import { QueueParts } from './parts.ts';
import { readState } from './record.ts';
import { runOnQueue } from './script.ts';
import { jobLimits } from './shapes.ts';

const doctorLimits = {
  /** Jobs that one script looks at. */
  scanned: 200,
  /** Jobs whose places are looked for at a time: so many are held in memory. */
  lookedFor: 100_000,
  /** Places of a list that one call reads. */
  places: 5_000,
} as const;

const examineScript = loadScript('job/examine');
const restoreScript = loadScript('job/restore');

/** Something that is wrong with a job. */
export interface JobFinding {
  readonly id: string;
  /** A sentence that continues the job's id. */
  readonly problem: string;
}

export class JobDoctor {
  readonly #redis: RedisHandle;
  readonly #parts: QueueParts;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#parts = new QueueParts(redis);
  }

  /** The queues that have jobs or schedules and are missing from the list of queues. With `mend` they are added to it. */
  async unlisted({ mend = false }: { readonly mend?: boolean } = {}): Promise<string[]> {
    const { client, prefix } = this.#redis;
    const listed = new Set(await client.smembers(jobKeys.queues(prefix)));
    const start = `${prefix}:{q:`;
    const found = new Set<string>();
    for (const end of ['}:meta', '}:schedules'] as const)
      for await (const key of scanKeys(client, start, end))
        found.add(queueOfPart(key.slice(start.length, -end.length)));
    const unlisted = [...found].filter((name) => !listed.has(name)).sort();
    if (mend && unlisted.length > 0) await client.sadd(jobKeys.queues(prefix), ...unlisted);
    return unlisted;
  }

  /** Looks at every job of a queue. With `mend` it also puts back what it finds; workers may continue meanwhile. */
  async examine(queue: string, { mend = false }: { readonly mend?: boolean } = {}): Promise<JobFinding[]> {
    const parts = await this.#parts.read(queue);
    const found: JobFinding[] = [];
    for (const part of parts) found.push(...(await this.#examinePart(part, mend)));
    return found;
  }

  async #examinePart(queue: string, mend: boolean): Promise<JobFinding[]> {
    const found = new Map<string, string>();
    let cursor = '0';
    do {
      const waiting = new Map<string, string>();
      do {
        const args = [cursor, doctorLimits.scanned, mend ? '1' : ''];
        const reply = await runOnQueue(this.#redis, examineScript, queue, args);
        const [next, lost, unfound] = reply as [string, string[], string[]];
        for (const [number, letter] of inPairs(lost)) found.set(number, letter);
        for (const [number, state] of inPairs(unfound)) waiting.set(number, state);
        cursor = next;
      } while (cursor !== '0' && waiting.size < doctorLimits.lookedFor);
      await this.#dropListed(queue, waiting);
      for (const number of await this.#judge(queue, waiting, mend)) found.set(number, 'w');
    } while (cursor !== '0');
    return Array.from(found, ([number, letter]) => ({ id: `${queue}:${number}`, problem: sentence(letter) }));
  }

  /**
   * Whether a queue has more jobs than its lists and sets have places: then some are lost. Costs O(priorities), whatever it holds. Where
   * workers change the queue meanwhile, it may be wrong either way.
   */
  async misses(queue: string): Promise<boolean> {
    const parts = await this.#parts.read(queue);
    return (await Promise.all(parts.map((part) => this.#partMisses(part)))).includes(true);
  }

  async #partMisses(queue: string): Promise<boolean> {
    const { client, prefix } = this.#redis;
    const part = (name: QueuePart): string => jobKeys.part(prefix, queue, name);
    const sets = ['delayed', 'done', 'dead', 'cancelled', 'bad'] as const;
    const [all, [stale, aside], leased, ...places] = await Promise.all([
      client.hlen(part('jobs')),
      client.hmget(jobKeys.meta(prefix, queue), 'stale', 'aside'),
      // One of them is the ballast of job/lua/include/claim.lua.
      client.zcount(jobKeys.lease(prefix, queue), '-inf', '(+inf'),
      ...sets.map((name) => client.zcard(part(name))),
      ...levels.map((level) => client.llen(part(`p:${level}`))),
    ]);
    const placed = places.reduce((sum, size) => sum + size, leased + (Number(aside) || 0) - (Number(stale) || 0));
    return all > placed;
  }

  /**
   * Takes out of `waiting` what is in a list. Jobs join a list on the left, where it begins to read, and are set aside only after they
   * have been in a ready list: so it passes over none that stays.
   */
  async #dropListed(queue: string, waiting: Map<string, string>): Promise<void> {
    const { client, prefix } = this.#redis;
    for (const level of levels) await this.#drop(queue, `p:${level}`, waiting);
    if (waiting.size === 0) return;
    const names = await client.zrange(jobKeys.part(prefix, queue, 'aside'), '0', '-1');
    for (const name of names) for (const level of levels) await this.#drop(queue, `aside:${level}:${name}`, waiting);
  }

  async #drop(queue: string, list: QueuePart, waiting: Map<string, string>): Promise<void> {
    const key = jobKeys.part(this.#redis.prefix, queue, list);
    for (let start = 0; waiting.size > 0; start += doctorLimits.places) {
      const numbers = await this.#redis.client.lrange(key, start, start + doctorLimits.places - 1);
      for (const number of numbers) waiting.delete(number);
      if (numbers.length < doctorLimits.places) return;
    }
  }

  /** The numbers of those that have not moved meanwhile. Put back, the oldest is the next to run. */
  async #judge(queue: string, waiting: ReadonlyMap<string, string>, mend: boolean): Promise<string[]> {
    const youngestFirst = [...waiting].sort(([one], [other]) => Number(other) - Number(one));
    const lost: string[] = [];
    for (let start = 0; start < youngestFirst.length; start += jobLimits.batch) {
      const args = [mend ? '1' : '', ...youngestFirst.slice(start, start + jobLimits.batch).flat()];
      lost.push(...((await runOnQueue(this.#redis, restoreScript, queue, args)) as string[]));
    }
    return lost;
  }
}

const levels = Array.from({ length: jobLimits.priorityMax + 1 }, (_unused, level) => level);

function sentence(letter: string): string {
  return letter === 'b' ? 'is quarantined, but is not listed as such' : `is ${readState(letter)}, but is in no list`;
}

function inPairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_unused, at) => [flat[2 * at] as string, flat[2 * at + 1] as string]);
}
