// Adds up selected visits: the sums of each stretch of time, as read.ts reads them from counters, and exact.

import type { Turns } from '../../base/turns.ts';
import { metricLimits } from '../bucket.ts';
import { addMoney, type Sums } from '../read.ts';
import { time } from '../time.ts';
import type { FilterNode } from './filter.ts';
import { type Beside, type Money, type Segment, stepKinds } from './segment.ts';
import { type Selection, VisitSelector } from './selection.ts';
import type { Visits } from './visits.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Works in turns of a shard each, so that others are served meanwhile. */
export async function sumVisits(
  visits: Visits,
  node: FilterNode | null,
  spans: readonly Span[],
  turns: Turns,
): Promise<Sums[]> {
  const selector = new VisitSelector(node, visits.names);
  const adder = new Adder(visits, spans, selector);
  for (const segments of visits.shards) {
    await turns.next('visits');
    const selection = selector.apply(segments);
    for (let index = 0; index < segments.length; index++) {
      await turns.next('visits');
      adder.add(selection, index);
    }
  }
  return adder.sums;
}

/** Adds segments, those of a shard from the oldest on. */
class Adder {
  readonly sums: Sums[];
  readonly #spans: readonly Span[];
  readonly #selector: VisitSelector;
  /** The span in which each visitor was counted last, and each buyer. */
  readonly #visitors: Int32Array;
  readonly #buyers: Int32Array;
  #span = 0;

  constructor({ names }: Visits, spans: readonly Span[], selector: VisitSelector) {
    this.#spans = spans;
    this.#selector = selector;
    this.#visitors = new Int32Array(names.visitors.size).fill(-1);
    this.#buyers = new Int32Array(names.visitors.size).fill(-1);
    this.sums = spans.map(() => ({
      visitors: 0,
      buyers: 0,
      counts: { p: 0, s: 0, b: 0, c: 0, e: 0, t: 0, g: 0 },
      revenue: new Map(),
    }));
  }

  add({ shard, selected }: Selection, index: number): void {
    const segment = shard.segments[index] as Segment;
    const offset = shard.offsets[index] as number;
    const { starts, times, dayMs } = segment;
    for (let visit = 0; visit < starts.length - 1; visit++) {
      const piece = offset + visit;
      if (selected[piece] !== 1) continue;
      const [first, end] = [starts[visit] as number, starts[visit + 1] as number];
      for (let step = first; step < end; step++) this.#addStep(segment, step);
      if (shard.goesOnFrom.has(piece)) continue;
      const begun = this.#sumsAt(dayMs + (times[first] as number));
      if (!begun) continue;
      begun.counts.s += 1;
      if (end - first === 1 && !shard.goOn.has(piece)) begun.counts.b += 1;
    }
    for (const beside of segment.beside)
      if (this.#selects(beside, shard, index, selected)) this.#addBeside(segment, beside);
  }

  #addStep({ dayMs, times, visitors, kinds, revenue }: Segment, step: number): void {
    const sums = this.#sumsAt(dayMs + (times[step] as number));
    if (!sums) return;
    const visitor = visitors[step] as number;
    sums.counts.e += 1;
    if (this.#visitors[visitor] !== this.#span) {
      this.#visitors[visitor] = this.#span;
      sums.visitors += 1;
    }
    if (kinds[step] === stepKinds.page) sums.counts.p += 1;
    if (kinds[step] !== stepKinds.purchase) return;
    sums.counts.c += 1;
    addValue(sums, revenue.get(step));
    if (this.#buyers[visitor] === this.#span) return;
    this.#buyers[visitor] = this.#span;
    sums.buyers += 1;
  }

  #addBeside({ dayMs }: Segment, { intoDayMs, seconds, money }: Beside): void {
    const sums = this.#sumsAt(dayMs + intoDayMs);
    if (!sums) return;
    sums.counts.e += 1;
    sums.counts.t += seconds;
    addValue(sums, money);
  }

  /** What happens soon after midnight may belong to a visit of the day before; what belongs to none is known by nothing. */
  #selects(
    { visit, visitor, intoDayMs }: Beside,
    { segments, offsets }: Selection['shard'],
    index: number,
    selected: Uint8Array,
  ) {
    if (visit >= 0) return selected[(offsets[index] as number) + visit] === 1;
    const before = segments[index - 1];
    const isNext = before && (segments[index] as Segment).dayMs - before.dayMs === time.dayMs;
    const late = isNext ? before.lateVisits.get(visitor) : undefined;
    if (!before || late === undefined) return this.#selector.selectsUnknown(visitor);
    const last = before.times[(before.starts[late + 1] as number) - 1] as number;
    if (time.dayMs - last + intoDayMs > metricLimits.sessionGapMs) return this.#selector.selectsUnknown(visitor);
    return selected[(offsets[index - 1] as number) + late] === 1;
  }

  /** The sums of the span of a moment. Moments of a visitor grow, so the span is mostly the one before. */
  #sumsAt(atMs: number): Sums | null {
    const before = this.#spans[this.#span] as Span;
    if (atMs >= before.fromMs && atMs < before.toMs) return this.sums[this.#span] as Sums;
    let [from, to] = [0, this.#spans.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#spans[middle] as Span).toMs <= atMs) from = middle + 1;
      else to = middle;
    }
    const found = this.#spans[from];
    if (!found || atMs < found.fromMs) return null;
    this.#span = from;
    return this.sums[from] as Sums;
  }
}

function addValue({ revenue }: Sums, money: Money | null | undefined): void {
  if (money) addMoney(revenue, money.currency, String(money.minor));
}
