// Lists of which one entry cannot be read.

/**
 * The entries as resolvers declare them. GraphQL takes an Error in the place of an entry for the failure of that entry alone, which
 * Pothos' types do not know.
 */
export function shown<Value>(entries: readonly (Value | Error)[]): Value[] {
  return entries as Value[];
}
