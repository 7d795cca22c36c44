// Which documents ask for parts of the answer later, by @defer and @stream, and what they are without that.

import {
  BREAK,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

const names = ['defer', 'stream'];

export function isIncremental(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Directive: ({ name }) => {
      if (!names.includes(name.value)) return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}

/** The same document, whose answer comes in one piece. */
export function inOnePiece(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: ({ name }) => (names.includes(name.value) ? null : undefined) });
}

/** How many parts an operation defers or streams, each as often as fragments bring it in, up to a limit. */
export function countDeferred(document: DocumentNode, operation: OperationDefinitionNode, limit: number): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const counted = new Map<string, number>();
  const countFragment = (name: string): number => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    // A fragment that brings itself in is refused by another rule.
    counted.set(name, 0);
    const set = fragments.get(name)?.selectionSet;
    const count = set ? countSet(set) : 0;
    counted.set(name, count);
    return count;
  };
  const countSet = ({ selections }: SelectionSetNode): number => {
    let count = 0;
    for (const selection of selections) {
      if (selection.directives?.some(({ name }) => names.includes(name.value))) count++;
      if (selection.kind === Kind.FRAGMENT_SPREAD) count += countFragment(selection.name.value);
      else if (selection.selectionSet) count += countSet(selection.selectionSet);
      if (count > limit) return limit + 1;
    }
    return count;
  };
  return countSet(operation.selectionSet);
}
