// The values of a dimension among selected visits: how often, of how many visitors, and what they bought.

import { refuse } from '../../base/problem.ts';
import type { Turns } from '../../base/turns.ts';
import { allDimensions, type DimensionRule, profileMarks, type VisitDimension } from '../dimension.ts';
import { addMoney, type OfVisits } from '../read.ts';
import type { FilterNode } from './filter.ts';
import { Names, type SiteNames } from './names.ts';
import { type ProfileColumn, type Segment, stepKinds } from './segment.ts';
import { edgePages, type Selection, type Shard, VisitSelector } from './selection.ts';
import type { Span } from './sums.ts';
import type { Visits } from './visits.ts';

export type TopOrder = 'VIEWS' | 'VISITORS' | 'REVENUE' | 'CONVERSION_RATE';

/** Of one value of a dimension. */
export interface VisitValue extends OfVisits {
  readonly key: string;
  /** Page views or events with the value; of entry and exit pages, visits. */
  readonly count: number;
}

interface Sum {
  count: number;
  visitors: number;
  buyers: number;
  readonly revenue: Map<string, bigint>;
}

/** Where the values of a dimension are. */
type Place = 'labels' | 'entryPage' | 'exitPage' | ProfileColumn;

/** @throws Refusal INVALID for a dimension that visits do not keep. */
export async function topOfVisits(
  visits: Visits,
  node: FilterNode | null,
  dimension: VisitDimension,
  span: Span,
  turns: Turns,
): Promise<VisitValue[]> {
  const adder = new Adder(visits.names, dimension, span);
  const selector = new VisitSelector(node, visits.names);
  for (const segments of visits.shards) {
    await turns.next('visits');
    const selection = selector.apply(segments);
    adder.begin(selection);
    for (let index = 0; index < segments.length; index++) {
      await turns.next('visits');
      adder.add(index);
    }
  }
  return adder.values();
}

function placeOf(dimension: VisitDimension): Place {
  if (dimension === 'PAGE' || dimension === 'EVENT') return 'labels';
  if (dimension === 'ENTRY_PAGE') return 'entryPage';
  if (dimension === 'EXIT_PAGE') return 'exitPage';
  const rule: DimensionRule = allDimensions[dimension];
  return (
    rule.profile ??
    refuse(
      'INVALID',
      `${dimension} is not kept by visit: leave out filter and orderBy, or choose another.`,
      'dimension',
    )
  );
}

class Adder {
  readonly #span: Span;
  readonly #place: Place;
  /** The value of each label or profile, -1 for none. */
  readonly #valueOf: Int32Array;
  readonly #keys = new Names();
  readonly #sums: Sum[] = [];
  readonly #visitors: number;
  #selection: Selection | undefined;
  #edges: Int32Array | undefined;
  #next: ReadonlyMap<number, number> = new Map();
  /** Who of the shard was counted for a value already. */
  #counted = new Set<number>();
  #bought = new Set<number>();

  constructor(names: SiteNames, dimension: VisitDimension, span: Span) {
    this.#span = span;
    this.#place = placeOf(dimension);
    this.#visitors = names.visitors.size;
    const isProfile = this.#place === 'agent' || this.#place === 'origin';
    const kind = dimension === 'EVENT' ? 'e' : 'p';
    const { letter } = allDimensions[dimension];
    const keyOf = (text: string): string | undefined => {
      if (!isProfile) return text[0] === kind ? text.slice(1) : undefined;
      return text
        .split(profileMarks.value)
        .find((part) => part[0] === letter)
        ?.slice(1);
    };
    const source = isProfile ? names.profiles : names.labels;
    this.#valueOf = Int32Array.from({ length: source.size }, (_, id) => {
      const key = keyOf(source.textOf(id));
      return key === undefined ? -1 : this.#keys.idOf(key);
    });
    for (let id = 0; id < this.#keys.size; id++)
      this.#sums.push({ count: 0, visitors: 0, buyers: 0, revenue: new Map() });
  }

  begin(selection: Selection): void {
    const { shard } = selection;
    this.#selection = selection;
    this.#counted = new Set();
    this.#bought = new Set();
    this.#next = new Map([...shard.goesOnFrom].map(([later, earlier]) => [earlier, later]));
    const isEdge = this.#place === 'entryPage' || this.#place === 'exitPage';
    this.#edges = isEdge ? edgePages(shard, this.#place === 'entryPage') : undefined;
  }

  /** Adds the visits that begin in a segment. */
  add(index: number): void {
    const { shard, selected } = this.#selection as Selection;
    const [from, to] = [shard.offsets[index] as number, shard.offsets[index + 1] as number];
    for (let piece = from; piece < to; piece++)
      if (selected[piece] === 1 && !shard.goesOnFrom.has(piece)) this.#addVisit(shard, index, piece);
  }

  values(): VisitValue[] {
    return this.#sums.flatMap(({ count, visitors, buyers, revenue }, id) =>
      count === 0
        ? []
        : [
            {
              key: this.#keys.textOf(id),
              count,
              visitors,
              conversionRate: visitors === 0 ? 0 : buyers / visitors,
              revenue,
            },
          ],
    );
  }

  #addVisit(shard: Shard, index: number, root: number): void {
    const values = new Map<number, number>();
    const purchases: (readonly [Segment, number])[] = [];
    let visitor = -1;
    let place = index;
    for (let piece: number | undefined = root; piece !== undefined; piece = this.#next.get(piece), place++) {
      const segment = shard.segments[place] as Segment;
      const visit = piece - (shard.offsets[place] as number);
      const first = segment.starts[visit] as number;
      visitor = segment.visitors[first] as number;
      const column = this.#column(segment);
      for (let step = first; step < (segment.starts[visit + 1] as number); step++) {
        const at = segment.dayMs + (segment.times[step] as number);
        if (at < this.#span.fromMs || at >= this.#span.toMs) continue;
        if (segment.kinds[step] === stepKinds.purchase) purchases.push([segment, step]);
        const value = column
          ? (this.#valueOf[column[step] as number] as number)
          : this.#edgeOf(root, step === first && piece === root);
        if (value >= 0) values.set(value, (values.get(value) ?? 0) + 1);
      }
    }
    for (const [value, count] of values)
      this.#addValue(this.#sums[value] as Sum, value * this.#visitors + visitor, count, purchases);
  }

  #column(segment: Segment): Uint32Array | null {
    if (this.#edges) return null;
    return this.#place === 'labels' ? segment.labels : segment.profiles[this.#place as ProfileColumn];
  }

  /** Entry and exit pages are counted with the first step of a visit. */
  #edgeOf(root: number, isFirst: boolean): number {
    const page = isFirst ? ((this.#edges as Int32Array)[root] as number) : -1;
    return page < 0 ? -1 : (this.#valueOf[page] as number);
  }

  #addValue(sum: Sum, pair: number, count: number, purchases: readonly (readonly [Segment, number])[]): void {
    sum.count += count;
    if (!this.#counted.has(pair)) {
      this.#counted.add(pair);
      sum.visitors += 1;
    }
    if (purchases.length === 0) return;
    for (const [{ revenue }, step] of purchases) {
      const money = revenue.get(step);
      if (money) addMoney(sum.revenue, money.currency, String(money.minor));
    }
    if (this.#bought.has(pair)) return;
    this.#bought.add(pair);
    sum.buyers += 1;
  }
}

/** The first of them in an order; equal ones by count, then by name. Revenue is that of the currency with the most of it. */
export function orderValues(values: readonly VisitValue[], order: TopOrder): VisitValue[] {
  const totals = new Map<string, bigint>();
  for (const { revenue } of values)
    for (const [currency, minor] of revenue) totals.set(currency, (totals.get(currency) ?? 0n) + minor);
  const [most] = [...totals].sort(([a, x], [b, y]) => (y > x ? 1 : y < x ? -1 : a < b ? -1 : 1))[0] ?? [''];
  const by: Record<TopOrder, (value: VisitValue) => number> = {
    VIEWS: ({ count }) => count,
    VISITORS: ({ visitors }) => visitors,
    REVENUE: ({ revenue }) => Number(revenue.get(most) ?? 0n),
    CONVERSION_RATE: ({ conversionRate }) => conversionRate,
  };
  return values.toSorted((a, b) => by[order](b) - by[order](a) || b.count - a.count || (a.key < b.key ? -1 : 1));
}
