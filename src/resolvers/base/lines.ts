// Lines have a key of their holder's key, a dot and their own: those of one holder are read together.

/** @param read gives the lines of a holder. It is called once per holder. */
export function eachOfItsHolder<Line extends { readonly key: string }>(
  keys: readonly string[],
  read: (holder: string) => Promise<readonly Line[]>,
): Promise<Line | null>[] {
  const holders = new Map<string, Promise<readonly Line[]>>();
  return keys.map(async (key) => {
    const holder = key.slice(0, Math.max(0, key.indexOf('.')));
    const reading = holders.get(holder) ?? read(holder);
    holders.set(holder, reading);
    return (await reading).find((line) => line.key === key) ?? null;
  });
}
