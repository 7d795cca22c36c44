// The arguments and the shape of a page of a connection whose cursors are the store's own.

import { badInput } from './errors.ts';

const sizes = { default: 20, max: 100 } as const;

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
}

/** @throws BAD_USER_INPUT for a size that is not allowed, and for both directions at once. */
export function readPage({ first, after, last, before }: PageArguments) {
  const backward = last != null || before != null;
  if (backward && (first != null || after != null))
    throw badInput('Give first and after, or last and before.', last != null ? 'last' : 'before');
  const size = (backward ? last : first) ?? sizes.default;
  if (size < 1 || size > sizes.max)
    throw badInput(`${backward ? 'last' : 'first'} is from 1 to ${sizes.max}.`, backward ? 'last' : 'first');
  return { size, cursor: (backward ? before : after) ?? null, backward };
}
