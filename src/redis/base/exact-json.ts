// Numbers that JSON.parse has changed on the way: an integer of more than 2^53 - 1 comes rounded, and 1e400 as Infinity.

/** What to do about one, in words that go on from where it stands. */
export const inexactRule = 'is a number that would not be kept exactly: send it as a string';

/** Where the first such number stands, as `a.0.b`, '' for the value itself; null where there is none. */
export function findInexact(value: unknown): string | null {
  const waiting: { readonly value: unknown; readonly path: string }[] = [{ value, path: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value === 'number' && !isExact(value)) return path;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, part] of Object.entries(value))
      if (typeof part === 'object' || typeof part === 'number')
        waiting.push({ value: part, path: path === '' ? name : `${path}.${name}` });
  }
  return null;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
