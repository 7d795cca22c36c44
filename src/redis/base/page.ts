// What every list that is read page by page is asked for, whichever store it lies in.

import { checkWhole } from './given.ts';
import { rangeOf, refuseBut } from './problem.ts';

/** Limits of one list: how many entries a page has by default, and at most. */
export interface PageLimits {
  readonly default: number;
  readonly max: number;
}

/** Which page of a list is wanted. */
export interface PageRequest {
  /** A cursor of an earlier page: the page begins behind it, in the direction of the walk. */
  readonly after: string | null;
  readonly size: number;
  /** Walks from the end of the list to its start. */
  readonly backwards: boolean;
}

/** Entries in the order of the list, whichever way it was walked, and whether there are more beyond them. */
export interface PageOfEntries<Entry> {
  readonly entries: readonly Entry[];
  readonly more: boolean;
}

/** What is wrong with a size, in a sentence that names `argument`; null where it is allowed. */
export function sizeProblem(size: number, { max }: PageLimits, argument = 'first'): string | null {
  return Number.isInteger(size) && size >= 1 && size <= max
    ? null
    : `${argument} must be a whole number from 1 to ${max}, not ${size}.`;
}

/** Of a ranked list, which has no next page. @throws Refusal INVALID that names `limit`. */
export function checkLimit(limit: number, limits: PageLimits): void {
  const problem = sizeProblem(limit, limits, 'limit');
  if (problem) refuseBut([rangeOf(1, limits.max)], 'INVALID', problem, 'limit');
}

/** Entries that a store reads at a time at most, whatever its callers show. */
const mostEntries = 10_000;

/** How many entries to read. @throws Refusal INVALID that names it. */
export function checkSize(size: number, field: 'size' | 'limit' = 'size'): void {
  checkWhole(size, field, 1, mostEntries);
}
