// The visits of some days, held by this process as columns beside the journals that they are read from. Each question looks first at how
// many events the days have, and reads those again that have others than before. docs/decisions/visits-in-columns.md explains it.

import { refuse } from '../../base/problem.ts';
import { type ReportHandle, reportLimits } from '../../base/report-handle.ts';
import { loadScript } from '../../base/scripts.ts';
import { part } from '../keys.ts';
import { groupsOf } from '../read.ts';
import { SiteNames } from './names.ts';
import { type Segment, SegmentBuilder } from './segment.ts';

const revisionsScript = loadScript('metric/revisions');

const visitIndexLimits = {
  /** Events that one question looks at. */
  events: 5_000_000,
  /** What a process holds; beyond it goes what was asked for longest ago. */
  bytes: 268_435_456,
  journalsPerRead: 200,
  daysAtOnce: 8,
} as const;

/** A site's visits: for each shard its days, oldest first. Days without visits are left out. */
export interface Visits {
  readonly names: SiteNames;
  readonly shards: readonly (readonly Segment[])[];
}

interface Held {
  readonly revision: string;
  readonly segment: Segment;
}

interface SiteIndex {
  readonly names: SiteNames;
  /** By the beginning of its keys and its day. */
  readonly held: Map<string, Held>;
  bytes: number;
}

/** A day of a shard, and by what it is seen that it has changed. */
interface Wanted {
  readonly base: string;
  readonly dayMs: number;
  readonly revision: string;
}

export class VisitIndex {
  readonly #redis: ReportHandle;
  readonly #maxBytes: number;
  /** The site that was asked for last stands last. */
  readonly #sites = new Map<string, SiteIndex>();
  /** Questions of a site read its days one after the other, so that none is read twice. */
  readonly #reading = new Map<string, Promise<unknown>>();

  constructor(redis: ReportHandle, maxBytes: number = visitIndexLimits.bytes) {
    this.#redis = redis;
    this.#maxBytes = maxBytes;
  }

  /** @param days their beginnings, oldest first. @throws Refusal LIMIT_EXCEEDED for days with too many events. */
  async read(site: string, days: readonly number[]): Promise<Visits> {
    const before = this.#reading.get(site) ?? Promise.resolve();
    const reading = before.catch(() => {}).then(() => this.#read(site, days));
    this.#reading.set(site, reading);
    try {
      return await reading;
    } finally {
      if (this.#reading.get(site) === reading) this.#reading.delete(site);
    }
  }

  /** What this process holds, in bytes. */
  get bytes(): number {
    let sum = 0;
    for (const { names, bytes } of this.#sites.values()) sum += names.bytes + bytes;
    return sum;
  }

  async #read(site: string, days: readonly number[]): Promise<Visits> {
    const shards = await this.#wanted(site, days);
    const index = this.#sites.get(site) ?? { names: new SiteNames(), held: new Map<string, Held>(), bytes: 0 };
    this.#sites.delete(site);
    this.#sites.set(site, index);
    const changed = shards
      .flat()
      .filter(({ base, dayMs, revision }) => index.held.get(`${base}${dayMs}`)?.revision !== revision);
    const lane = async (): Promise<void> => {
      for (let next = changed.shift(); next; next = changed.shift()) await this.#load(index, next);
    };
    await Promise.all(Array.from({ length: visitIndexLimits.daysAtOnce }, lane));
    const found = shards.map((wanted) =>
      wanted.map(({ base, dayMs }) => (index.held.get(`${base}${dayMs}`) as Held).segment),
    );
    this.#evict(site, new Set(shards.flatMap((wanted) => wanted.map(({ base, dayMs }) => `${base}${dayMs}`))));
    return { names: index.names, shards: found };
  }

  /** The days of each shard that have events. */
  async #wanted(site: string, days: readonly number[]): Promise<Wanted[][]> {
    let events = 0;
    const ask = async (bases: readonly string[]): Promise<Wanted[][]> => {
      const work = Math.min(reportLimits.workAtOnce, bases.length * (days.length + 1));
      const reply = await this.#redis.runWorking(work, revisionsScript, bases, days.map(part.dayCounts));
      return bases.map((base, shard) => {
        const [erased, ...counts] = (reply as number[]).slice(shard * (days.length + 1)) as [number, ...number[]];
        return days.flatMap((dayMs, day) => {
          const count = counts[day] as number;
          events += count;
          return count > 0 ? [{ base, dayMs, revision: `${erased} ${count}` }] : [];
        });
      });
    };
    const found = (await Promise.all(groupsOf(this.#redis, site).map(ask))).flat();
    if (events > visitIndexLimits.events)
      refuse(
        'LIMIT_EXCEEDED',
        `The period has ${events} events. Visits can be asked for of at most ${visitIndexLimits.events}; give a shorter period.`,
        'to',
      );
    return found;
  }

  /** The revision was read before the journals: what is counted meanwhile changes the next one. */
  async #load(index: SiteIndex, { base, dayMs, revision }: Wanted): Promise<void> {
    const builder = new SegmentBuilder(index.names);
    const { client } = this.#redis;
    for (let cursor = ''; cursor !== '0'; ) {
      const page = await client.hscan(
        base + part.journals(dayMs),
        cursor || '0',
        'COUNT',
        visitIndexLimits.journalsPerRead,
      );
      const [next, journals] = page;
      for (let at = 0; at < journals.length; at += 2) builder.add(journals[at] as string, journals[at + 1] as string);
      cursor = next;
    }
    const segment = builder.build(dayMs, await client.hgetall(base + part.profiles(dayMs)));
    const name = `${base}${dayMs}`;
    index.bytes += segment.bytes - (index.held.get(name)?.segment.bytes ?? 0);
    index.held.delete(name);
    index.held.set(name, { revision, segment });
  }

  /** Other sites go first, then days of this one that nobody asks for now, and where that is not enough the names that they leave behind. */
  #evict(site: string, wanted: ReadonlySet<string>): void {
    for (const other of this.#sites.keys()) {
      if (this.bytes <= this.#maxBytes) return;
      if (other !== site) this.#sites.delete(other);
    }
    const index = this.#sites.get(site);
    let leavesNames = false;
    for (const [name, { segment }] of index?.held ?? []) {
      if (!index || this.bytes <= this.#maxBytes) return;
      if (wanted.has(name)) continue;
      index.held.delete(name);
      index.bytes -= segment.bytes;
      leavesNames = true;
    }
    // Columns hold numbers of names, so that names go only with all of them: the next question reads its days again.
    if (leavesNames && this.bytes > this.#maxBytes) this.#sites.delete(site);
  }
}
