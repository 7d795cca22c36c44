// Which visits of a shard a filter selects. A visit that goes on after midnight has a piece in the segment of each of its days; what is
// true of one piece is true of all.

import { metricLimits } from '../bucket.ts';
import { time } from '../time.ts';
import type { FilterNode, Leaf } from './filter.ts';
import type { SiteNames } from './names.ts';
import { type Segment, stepKinds } from './segment.ts';
import type { Visits } from './visits.ts';

/** A shard's pieces of visits, numbered through all of its segments. */
export interface Shard {
  readonly segments: readonly Segment[];
  /** The number of the first piece of each segment, and behind them how many there are. */
  readonly offsets: readonly number[];
  /** The piece that another goes on from, by the later one; earlier days first. */
  readonly goesOnFrom: ReadonlyMap<number, number>;
  /** The pieces from which another goes on. */
  readonly goOn: ReadonlySet<number>;
}

export interface Selection {
  readonly shard: Shard;
  /** 1 for each piece of a selected visit. */
  readonly selected: Uint8Array;
}

/** What a filter says of each visit: prepared once for a question, and applied to one shard after the other. */
export class VisitSelector {
  readonly #node: FilterNode | null;
  readonly #names: SiteNames;
  readonly #matches = new Map<Leaf, Uint8Array>();

  /** @param node null selects all. */
  constructor(node: FilterNode | null, names: SiteNames) {
    this.#node = node;
    this.#names = names;
  }

  /** Whether it selects a visit of which nothing but its visitor is known. */
  selectsUnknown(visitor: number): boolean {
    return this.#node === null || this.#holdsOf(this.#node, visitor);
  }

  apply(segments: Visits['shards'][number]): Selection {
    const shard = shardOf(segments);
    const count = shard.offsets.at(-1) as number;
    return { shard, selected: this.#node ? this.#of(this.#node, shard) : new Uint8Array(count).fill(1) };
  }

  #of(node: FilterNode, shard: Shard): Uint8Array {
    if (node.kind === 'leaf') return leafHits(node, this.#matching(node), shard);
    if (node.kind === 'not') return this.#of(node.node, shard).map((hit) => 1 - hit);
    const isAll = node.kind === 'all';
    const [first, ...others] = node.nodes.map((each) => this.#of(each, shard)) as [Uint8Array, ...Uint8Array[]];
    for (const hits of others)
      for (let piece = 0; piece < first.length; piece++)
        first[piece] = isAll
          ? (first[piece] as number) & (hits[piece] as number)
          : (first[piece] as number) | (hits[piece] as number);
    return first;
  }

  #holdsOf(node: FilterNode, visitor: number): boolean {
    if (node.kind === 'leaf') return node.of === 'visitor' && this.#matching(node)[visitor] === 1;
    if (node.kind === 'not') return !this.#holdsOf(node.node, visitor);
    const holds = (each: FilterNode): boolean => this.#holdsOf(each, visitor);
    return node.kind === 'all' ? node.nodes.every(holds) : node.nodes.some(holds);
  }

  #matching(leaf: Leaf): Uint8Array {
    const known = this.#matches.get(leaf) ?? leaf.matching(this.#names);
    this.#matches.set(leaf, known);
    return known;
  }
}

function shardOf(segments: readonly Segment[]): Shard {
  const offsets = [0];
  for (const { starts } of segments) offsets.push((offsets.at(-1) as number) + starts.length - 1);
  const goesOnFrom = new Map<number, number>();
  for (const [index, segment] of segments.entries()) {
    const before = segments[index - 1];
    if (!before || segment.dayMs - before.dayMs !== time.dayMs || before.lateVisits.size === 0) continue;
    const { starts, visitors, times } = segment;
    for (let visit = 0; visit < starts.length - 1; visit++) {
      const first = starts[visit] as number;
      const intoDay = times[first] as number;
      if (intoDay > metricLimits.sessionGapMs || (visit > 0 && visitors[first] === visitors[first - 1])) continue;
      const late = before.lateVisits.get(visitors[first] as number);
      if (late === undefined) continue;
      const last = (before.starts[late + 1] as number) - 1;
      if (time.dayMs - (before.times[last] as number) + intoDay <= metricLimits.sessionGapMs)
        goesOnFrom.set((offsets[index] as number) + visit, (offsets[index - 1] as number) + late);
    }
  }
  return { segments, offsets, goesOnFrom, goOn: new Set(goesOnFrom.values()) };
}

function leafHits(leaf: Leaf, matches: Uint8Array, shard: Shard): Uint8Array {
  const { segments, offsets, goesOnFrom } = shard;
  if (leaf.of === 'entryPage' || leaf.of === 'exitPage') {
    const pages = edgePages(shard, leaf.of === 'entryPage');
    return Uint8Array.from(pages, (page) => (page < 0 ? 0 : (matches[page] as number)));
  }
  const hits = new Uint8Array(offsets.at(-1) as number);
  for (const [index, segment] of segments.entries()) {
    const column = columnOf(segment, leaf.of);
    const { starts } = segment;
    const offset = offsets[index] as number;
    for (let visit = 0; visit < starts.length - 1; visit++) {
      const end = starts[visit + 1] as number;
      for (let step = starts[visit] as number; step < end; step++)
        if (matches[column[step] as number] === 1) {
          hits[offset + visit] = 1;
          break;
        }
    }
  }
  for (const [later, earlier] of goesOnFrom) if (hits[later] === 1) markBack(hits, earlier, goesOnFrom);
  for (const [later, earlier] of goesOnFrom) if (hits[earlier] === 1) hits[later] = 1;
  return hits;
}

function columnOf({ labels, visitors, profiles }: Segment, of: Exclude<Leaf['of'], 'entryPage' | 'exitPage'>) {
  return of === 'step' ? labels : of === 'visitor' ? visitors : profiles[of];
}

function markBack(hits: Uint8Array, piece: number, goesOnFrom: ReadonlyMap<number, number>): void {
  for (let at: number | undefined = piece; at !== undefined; at = goesOnFrom.get(at)) hits[at] = 1;
}

/** The first or the last page of each piece's visit; -1 for a visit without pages. */
export function edgePages({ segments, offsets, goesOnFrom }: Shard, isFirst: boolean): Int32Array {
  const pages = new Int32Array(offsets.at(-1) as number).fill(-1);
  for (const [index, { starts, kinds, labels }] of segments.entries()) {
    const offset = offsets[index] as number;
    for (let visit = 0; visit < starts.length - 1; visit++) {
      const [start, end] = [starts[visit] as number, starts[visit + 1] as number];
      for (let step = start; step < end; step++) {
        if (kinds[step] !== stepKinds.page) continue;
        pages[offset + visit] = labels[step] as number;
        if (isFirst) break;
      }
    }
  }
  const chain = [...goesOnFrom];
  // The page of the whole visit gathers at one end, and goes from there to all of its pieces.
  if (isFirst) {
    for (const [later, earlier] of chain.toReversed())
      if (pages[earlier] === -1) pages[earlier] = pages[later] as number;
    for (const [later, earlier] of chain) pages[later] = pages[earlier] as number;
    return pages;
  }
  for (const [later, earlier] of chain) if (pages[later] === -1) pages[later] = pages[earlier] as number;
  for (const [later, earlier] of chain.toReversed()) pages[earlier] = pages[later] as number;
  return pages;
}
