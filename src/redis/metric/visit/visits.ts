// The visits of some days, held by this process as columns beside the journals that they are read from. Each question looks first at how
// many events the days have, and reads those again that have others than before. docs/decisions/visits-in-columns.md explains it.

import { refuse } from '../../base/problem.ts';
import type { ReportHandle } from '../../base/report-handle.ts';
import { part } from '../keys.ts';
import { SiteNames } from './names.ts';
import { type DayOfShard, daysOfShards } from './revisions.ts';
import { type Segment, SegmentBuilder } from './segment.ts';

const visitIndexLimits = {
  /** Events that one question looks at. */
  events: 5_000_000,
  /** What a process holds; beyond it goes what was asked for longest ago. */
  bytes: 268_435_456,
  journalsPerRead: 200,
  visitorsPerRead: 1_000,
  daysAtOnce: 8,
} as const;

/** A site's visits: for each shard its days, oldest first. Days without visits are left out. */
export interface Visits {
  readonly names: SiteNames;
  readonly shards: readonly (readonly Segment[])[];
}

/** Who came in a shard on a day, each once, by their number among the names. */
interface DayOfVisitors {
  readonly dayMs: number;
  readonly visitors: Uint32Array;
}

/** Who came to a site: for each shard the days on which anybody did. */
export interface VisitorDays {
  readonly names: SiteNames;
  readonly shards: readonly (readonly DayOfVisitors[])[];
}

interface Held<Value> {
  readonly revision: string;
  readonly value: Value;
  readonly bytes: number;
}

/** What is held of days, by the beginning of their keys and the day. */
type HeldDays<Value> = Map<string, Held<Value>>;

interface SiteIndex {
  readonly names: SiteNames;
  readonly segments: HeldDays<Segment>;
  readonly visitors: HeldDays<Uint32Array>;
}

const nameOf = ({ base, dayMs }: DayOfShard): string => `${base}${dayMs}`;

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
  read(site: string, days: readonly number[]): Promise<Visits> {
    return this.#inTurn(site, async () => {
      const shards = await this.#wanted(site, days);
      const { names, segments } = this.#index(site);
      const values = await this.#valuesOf(segments, shards.flat(), (day) => this.#loadSegment(names, day));
      this.#evict(site, segments, new Set(values.keys()));
      return { names, shards: shards.map((wanted) => wanted.map((day) => values.get(nameOf(day)) as Segment)) };
    });
  }

  /** As `read`, of the sets of each day's visitors, which are kept for longer than visits. */
  readVisitors(site: string, days: readonly number[]): Promise<VisitorDays> {
    return this.#inTurn(site, async () => {
      const shards = await daysOfShards(this.#redis, site, days);
      const { names, visitors } = this.#index(site);
      const values = await this.#valuesOf(visitors, shards.flat(), (day) => this.#loadVisitors(names, day));
      this.#evict(site, visitors, new Set(values.keys()));
      const found = shards.map((wanted) =>
        wanted.map((day) => ({ dayMs: day.dayMs, visitors: values.get(nameOf(day)) as Uint32Array })),
      );
      return { names, shards: found };
    });
  }

  /** What this process holds, in bytes. */
  get bytes(): number {
    let sum = 0;
    for (const { names, segments, visitors } of this.#sites.values()) {
      sum += names.bytes;
      for (const { bytes } of [...segments.values(), ...visitors.values()]) sum += bytes;
    }
    return sum;
  }

  async #inTurn<Result>(site: string, read: () => Promise<Result>): Promise<Result> {
    const before = this.#reading.get(site) ?? Promise.resolve();
    const reading = before.catch(() => {}).then(read);
    this.#reading.set(site, reading);
    try {
      return await reading;
    } finally {
      if (this.#reading.get(site) === reading) this.#reading.delete(site);
    }
  }

  #index(site: string): SiteIndex {
    const index = this.#sites.get(site) ?? { names: new SiteNames(), segments: new Map(), visitors: new Map() };
    this.#sites.delete(site);
    this.#sites.set(site, index);
    return index;
  }

  /** Reads those again that have changed. Their revisions were read before: what is counted meanwhile changes the next ones. */
  async #valuesOf<Value>(
    held: HeldDays<Value>,
    wanted: readonly DayOfShard[],
    load: (day: DayOfShard) => Promise<Omit<Held<Value>, 'revision'>>,
  ): Promise<Map<string, Value>> {
    const changed = wanted.filter((day) => held.get(nameOf(day))?.revision !== day.revision);
    const lane = async (): Promise<void> => {
      for (let day = changed.shift(); day; day = changed.shift()) {
        const loaded = await load(day);
        held.delete(nameOf(day));
        held.set(nameOf(day), { revision: day.revision, ...loaded });
      }
    };
    await Promise.all(Array.from({ length: visitIndexLimits.daysAtOnce }, lane));
    return new Map(wanted.map((day) => [nameOf(day), (held.get(nameOf(day)) as Held<Value>).value]));
  }

  async #wanted(site: string, days: readonly number[]): Promise<DayOfShard[][]> {
    const found = await daysOfShards(this.#redis, site, days);
    const events = found.flat().reduce((sum, day) => sum + day.events, 0);
    if (events > visitIndexLimits.events)
      refuse(
        'LIMIT_EXCEEDED',
        `The period has ${events} events. Visits can be asked for of at most ${visitIndexLimits.events}; give a shorter period.`,
        'to',
      );
    return found;
  }

  async #loadSegment(names: SiteNames, { base, dayMs }: DayOfShard): Promise<Omit<Held<Segment>, 'revision'>> {
    const builder = new SegmentBuilder(names);
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
    const value = builder.build(dayMs, await client.hgetall(base + part.profiles(dayMs)));
    return { value, bytes: value.bytes };
  }

  async #loadVisitors(names: SiteNames, { base, dayMs }: DayOfShard): Promise<Omit<Held<Uint32Array>, 'revision'>> {
    const found = new Set<number>();
    const { client } = this.#redis;
    for (let cursor = ''; cursor !== '0'; ) {
      const key = base + part.seen(dayMs);
      const [next, visitors] = await client.sscan(key, cursor || '0', 'COUNT', visitIndexLimits.visitorsPerRead);
      for (const visitor of visitors) found.add(names.visitors.idOf(visitor));
      cursor = next;
    }
    const value = Uint32Array.from(found);
    return { value, bytes: value.byteLength };
  }

  /** Other sites go first, then days of this one that nobody asks for now, and where that is not enough the names that they leave behind. */
  #evict(site: string, asked: HeldDays<unknown>, wanted: ReadonlySet<string>): void {
    let left = this.bytes;
    const drop = (bytes: number): boolean => {
      left -= bytes;
      return left > this.#maxBytes;
    };
    if (left <= this.#maxBytes) return;
    for (const other of [...this.#sites.keys()].filter((name) => name !== site)) {
      this.#sites.delete(other);
      left = this.bytes;
      if (left <= this.#maxBytes) return;
    }
    const index = this.#sites.get(site) as SiteIndex;
    let leavesNames = false;
    for (const held of [index.segments, index.visitors])
      for (const [name, { bytes }] of held) {
        if (held === asked && wanted.has(name)) continue;
        held.delete(name);
        leavesNames = true;
        if (!drop(bytes)) return;
      }
    // Columns hold numbers of names, so that names go only with all of them: the next question reads its days again.
    if (leavesNames) this.#sites.delete(site);
  }
}
