// The visits of one shard on one day, as columns: what its journals hold, read once.

import { metricLimits } from '../bucket.ts';
import { time } from '../time.ts';
import { Names, type SiteNames } from './names.ts';

export const stepKinds = { page: 0, event: 1, purchase: 2 } as const;

/** Money that went back, or time on a page. */
export interface Beside {
  readonly visitor: number;
  readonly intoDayMs: number;
  /** The visit in which it happened, until half an hour after its last step; -1 if it is none of this day's. */
  readonly visit: number;
  readonly seconds: number;
  readonly money: Money | null;
}

export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

/** Steps stand together by visitor, and those of a visitor by time. */
export interface Segment {
  readonly dayMs: number;
  readonly visitors: Uint32Array;
  /** Milliseconds of the day. */
  readonly times: Uint32Array;
  readonly kinds: Uint8Array;
  readonly labels: Uint32Array;
  readonly profiles: Readonly<Record<ProfileColumn, Uint32Array>>;
  readonly revenue: ReadonlyMap<number, Money>;
  /** The first step of each visit, and behind them the number of steps. */
  readonly starts: Uint32Array;
  readonly beside: readonly Beside[];
  /** The last visit of each visitor who may go on after midnight. */
  readonly lateVisits: ReadonlyMap<number, number>;
  /** False where a release before has written some of it. */
  readonly isWhole: boolean;
  readonly bytes: number;
}

export type ProfileColumn = 'agent' | 'origin' | 'properties';

const bytesPerStep = 25;
const bytesPerVisit = 12;

export class SegmentBuilder {
  readonly #names: SiteNames;
  readonly #seen = new Set<string>();
  readonly #columns = {
    visitors: [] as number[],
    times: [] as number[],
    kinds: [] as number[],
    labels: [] as number[],
  };
  readonly #profiles: Record<ProfileColumn, number[]> = { agent: [], origin: [], properties: [] };
  /** By what the journals call profiles. */
  readonly #profileNames = new Names();
  readonly #revenue = new Map<number, Money>();
  readonly #beside: Omit<Beside, 'visit'>[] = [];
  #isWhole = true;

  constructor(names: SiteNames) {
    this.#names = names;
    this.#profileNames.idOf('');
  }

  /** Adds a visitor's journal; one that comes again is left out. */
  add(visitorName: string, journal: string): void {
    if (this.#seen.has(visitorName)) return;
    this.#seen.add(visitorName);
    const visitor = this.#names.visitors.idOf(visitorName);
    for (let end = journal.length; end > 0; ) {
      const at = journal.lastIndexOf('\n', end - 1);
      if (at < 0) return;
      if (journal[at + 9] !== '~') this.#addStep(visitor, journal, at, end);
      else if (end > at + 17) this.#addBeside(visitor, journal, at, end);
      end = at;
    }
  }

  /** @param stored the profiles of the day, each with its name. */
  build(dayMs: number, stored: Readonly<Record<string, string>>): Segment {
    const { visitors, times, kinds, labels } = this.#columns;
    const texts = new Map(Object.entries(stored).map(([text, name]) => [name, text]));
    const ids = Array.from({ length: this.#profileNames.size }, (_, id) => {
      const name = this.#profileNames.textOf(id);
      return this.#names.profiles.idOf(texts.get(name) ?? (/^[A-Z]/.test(name) ? name : ''));
    });
    const column = (which: ProfileColumn): Uint32Array =>
      Uint32Array.from(this.#profiles[which], (id) => ids[id] as number);
    const starts = startsOf(visitors, times);
    const lateVisits = new Map<number, number>();
    for (let visit = 0; visit < starts.length - 1; visit++) {
      const last = (starts[visit + 1] as number) - 1;
      if ((times[last] as number) >= time.dayMs - metricLimits.sessionGapMs)
        lateVisits.set(visitors[last] as number, visit);
    }
    return {
      dayMs,
      visitors: Uint32Array.from(visitors),
      times: Uint32Array.from(times),
      kinds: Uint8Array.from(kinds),
      labels: Uint32Array.from(labels),
      profiles: { agent: column('agent'), origin: column('origin'), properties: column('properties') },
      revenue: this.#revenue,
      starts: Uint32Array.from(starts),
      beside: this.#placed(starts),
      lateVisits,
      isWhole: this.#isWhole,
      bytes: visitors.length * bytesPerStep + starts.length * bytesPerVisit,
    };
  }

  #addStep(visitor: number, journal: string, at: number, end: number): void {
    const { visitors, times, kinds, labels } = this.#columns;
    const tab = journal.indexOf('\t', at + 16);
    const known = tab >= 0 && tab < end;
    const kind = journal[at + 15] === 'p' ? stepKinds.page : stepKinds.event;
    const [agent = '', origin = '', properties = '', purchase] = known ? journal.slice(tab + 1, end).split('\t') : [];
    if (!known) this.#isWhole = false;
    if (purchase !== undefined) {
      const money = moneyOf(purchase.slice(1));
      if (money) this.#revenue.set(visitors.length, money);
    }
    visitors.push(visitor);
    times.push(Number.parseInt(journal.slice(at + 9, at + 15), 36));
    kinds.push(purchase === undefined ? kind : stepKinds.purchase);
    labels.push(this.#names.labels.idOf(journal.slice(at + 15, known ? tab : end)));
    this.#profiles.agent.push(this.#profileNames.idOf(agent));
    this.#profiles.origin.push(this.#profileNames.idOf(origin));
    this.#profiles.properties.push(this.#profileNames.idOf(properties));
  }

  #addBeside(visitor: number, journal: string, at: number, end: number): void {
    const text = journal.slice(at + 17, end);
    const isTime = journal[at + 16] === 't';
    this.#beside.push({
      visitor,
      intoDayMs: Number.parseInt(journal.slice(at + 10, at + 16), 36),
      seconds: isTime ? Number(text) || 0 : 0,
      money: isTime ? null : moneyOf(text),
    });
  }

  /** With the visit of each. */
  #placed(starts: readonly number[]): Beside[] {
    if (this.#beside.length === 0) return [];
    const { visitors, times } = this.#columns;
    const firstVisits = new Map<number, number>();
    for (let visit = starts.length - 2; visit >= 0; visit--)
      firstVisits.set(visitors[starts[visit] as number] as number, visit);
    return this.#beside.map((beside) => {
      const { visitor, intoDayMs } = beside;
      for (let visit = firstVisits.get(visitor) ?? starts.length; visit < starts.length - 1; visit++) {
        const [first, last] = [starts[visit] as number, (starts[visit + 1] as number) - 1];
        if (visitors[first] !== visitor || (times[first] as number) > intoDayMs) break;
        if (intoDayMs <= (times[last] as number) + metricLimits.sessionGapMs) return { ...beside, visit };
      }
      return { ...beside, visit: -1 };
    });
  }
}

function startsOf(visitors: readonly number[], times: readonly number[]): number[] {
  const starts: number[] = [];
  for (let step = 0; step < visitors.length; step++) {
    const goesOn =
      step > 0 &&
      visitors[step] === visitors[step - 1] &&
      (times[step] as number) - (times[step - 1] as number) <= metricLimits.sessionGapMs;
    if (!goesOn) starts.push(step);
  }
  return [...starts, visitors.length];
}

/** Of `1999:EUR`; null for a purchase without a value. */
function moneyOf(text: string): Money | null {
  const [, minor, currency] = /^(-?\d+):([A-Z]{3})$/.exec(text) ?? [];
  return minor && currency ? { minor: BigInt(minor), currency } : null;
}
