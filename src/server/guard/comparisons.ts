// How many pairs of fields validation would compare, since fields of one name and parent must agree: 400 times the same field is
// 80,000 pairs, and as many of what each has inside. This counts them by their numbers, without comparing any.

import { type DocumentNode, type FieldNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Pairs, and selections that are read to count them. Stops as soon as there are more than `most`. */
export function comparisonsOf({ definitions }: DocumentNode, most: number): number {
  const fragments: Fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  // What is compared as if it were one selection: the insides of all fields of one name.
  const merged: SelectionSetNode[][] = definitions.flatMap((each) =>
    'selectionSet' in each ? [[each.selectionSet]] : [],
  );
  let count = 0;
  for (let sets = merged.pop(); sets && count <= most; sets = merged.pop()) {
    const { byName, read, spread } = fieldsOf(sets, fragments);
    count += read + pairsOf(spread);
    for (const fields of byName.values()) {
      count += pairsOf(fields.length);
      const inside = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (inside.length > 0) merged.push(inside);
    }
  }
  return count;
}

/** The fields of selections by the names of their answers, those of fragments included, each fragment once. */
function fieldsOf(sets: readonly SelectionSetNode[], fragments: Fragments) {
  const byName = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const waiting = [...sets];
  let read = 0;
  for (const { selections } of waiting) {
    read += selections.length;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const fields = byName.get(name);
        if (fields) fields.push(selection);
        else byName.set(name, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) waiting.push(selection.selectionSet);
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) waiting.push(fragment.selectionSet);
      }
    }
  }
  return { byName, read, spread: spread.size };
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}
