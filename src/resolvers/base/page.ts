// The arguments of every list that is read page by page, their limits, and the shape of a connection's page.

import { type PageLimits, type PageOfEntries, type PageRequest, sizeProblem } from '../../redis/base/page.ts';
import { rangeOf } from '../../redis/base/problem.ts';
import { badInput, badInputBut } from './errors.ts';

/** Of connections; lists without edges have limits of their own. */
export const pageLimits: PageLimits = { default: 20, max: 100 };

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
  /** How many the whole list has, counted only where it is asked for; null beyond what is counted. */
  readonly totalCount: () => Promise<number | null> | number | null;
}

/** How many entries a list is asked for. @throws BAD_USER_INPUT for a number outside its limits. */
export function readSize(
  size: number | null | undefined,
  limits: PageLimits,
  argument: 'first' | 'last' | 'limit' = 'first',
): number {
  if (size == null) return limits.default;
  const problem = sizeProblem(size, limits, argument);
  if (problem) throw badInputBut([rangeOf(1, limits.max)], problem, argument);
  return size;
}

/** @throws BAD_USER_INPUT for a size that is not allowed, and for both directions at once. */
export function readPage({ first, after, last, before }: PageArguments): PageRequest {
  const backwards = last != null || before != null;
  if (backwards && (first != null || after != null))
    throw badInput('Give first and after, or last and before, not both.', last != null ? 'last' : 'before');
  return backwards
    ? { after: before ?? null, size: readSize(last, pageLimits, 'last'), backwards }
    : { after: after ?? null, size: readSize(first, pageLimits), backwards };
}

/** A page of a connection whose cursors are those of its entries. */
export function toPage<Entry, Node>(
  request: PageRequest,
  { entries, more }: PageOfEntries<Entry>,
  cursorOf: (entry: Entry) => string,
  nodeOf: (entry: Entry) => Node | Error,
  totalCount: Page<Node>['totalCount'],
): Page<Node> {
  // GraphQL takes an Error in the place of a node for the failure of that node alone.
  const edges = entries.map((entry) => ({ cursor: cursorOf(entry), node: nodeOf(entry) as Node }));
  return {
    edges,
    pageInfo: pageInfo(request, more, edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null),
    totalCount,
  };
}

export function pageInfo(
  { after, backwards }: PageRequest,
  more: boolean,
  startCursor: string | null,
  endCursor: string | null,
): Page<never>['pageInfo'] {
  return {
    startCursor,
    endCursor,
    hasNextPage: backwards ? after !== null : more,
    hasPreviousPage: backwards ? more : after !== null,
  };
}

/** How many entries a list may give, for the points of an operation: what its resolver refuses costs as much as its limit. */
export function pageCost(size: number | null | undefined, { default: standard, max }: PageLimits): number {
  return Math.min(max, Math.max(1, size ?? standard));
}
