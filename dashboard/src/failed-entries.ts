// What a result with errors still shows.

import type { CombinedError } from 'urql';

/**
 * The data without the entries of lists that failed. Undefined if anything else failed: the types of the data hold for a result without
 * errors, and a field that failed is null in it.
 */
export function withoutFailedEntries<Data>(data: Data, { graphQLErrors }: CombinedError): Data | undefined {
  const rest = structuredClone(data);
  // The innermost first, and of a list the last, so that the places of the others stay.
  const paths = graphQLErrors
    .map(({ path = [] }) => path)
    .sort((one, other) => other.length - one.length || Number(other.at(-1)) - Number(one.at(-1)));
  for (const path of paths) {
    const place = path.at(-1);
    const list = path
      .slice(0, -1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], rest);
    if (typeof place !== 'number' || !Array.isArray(list)) return undefined;
    list.splice(place, 1);
  }
  return rest;
}
