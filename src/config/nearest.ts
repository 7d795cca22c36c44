// The name that somebody may have meant.

const limits = { distance: 6 } as const;

/** The name that differs least from `given`; undefined if all differ much. */
export function nearestName<Name extends string>(given: string, names: readonly Name[]): Name | undefined {
  let best: { readonly name: Name; readonly distance: number } | undefined;
  for (const name of names) {
    const distance = distanceOf(given, name);
    if (distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { name, distance };
  }
  // Of a short name so many letters would be all of it.
  return best && best.distance <= Math.min(limits.distance, best.name.length / 2) ? best.name : undefined;
}

/** By Levenshtein: letters to add, leave out or change. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const changed = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
