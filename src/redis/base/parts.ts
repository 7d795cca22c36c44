// Parts of what one slot of a cluster would cap: each has keys of its own in a slot of its own, and all go by one name. The first has
// the keys of what has no parts. The others are named after it, how many parts there are and a number that is chosen by slot, as in
// `mail~6.17`, so that they lie evenly on the masters, and share no key with the parts of what has another number of them.

import { evenNumbers, hashOf, rangeOfTag } from './shards.ts';

/** How many names of parts are remembered. */
const known = 1_000;

/** The most parts that anything has. A cursor of all of them stays short. */
export const partsMax = 12;

export class PartNames {
  readonly #tagOf: (name: string) => string;
  readonly #names = new Map<string, readonly string[]>();

  /** @param tagOf the hash tag of a name's keys */
  constructor(tagOf: (name: string) => string) {
    this.#tagOf = tagOf;
  }

  /** The parts of what has so many. The first has the name itself. */
  of(name: string, count: number): readonly string[] {
    // What was stored by no script of ours may be any number.
    if (!(count > 1 && count <= partsMax)) return [name];
    const key = `${name}~${count}`;
    let names = this.#names.get(key);
    if (!names) {
      const numbers = evenNumbers((number) => this.#tagOf(`${key}.${number}`), count);
      // The range of slots in which the first lies needs no other part.
      const own = rangeOfTag(this.#tagOf(name), count);
      names = [name, ...numbers.filter((_number, range) => range !== own).map((number) => `${key}.${number}`)];
      if (this.#names.size >= known) this.#names.clear();
      this.#names.set(key, names);
    }
    return names;
  }
}

/** The part of what belongs together by a key. */
export function partOfKey(parts: readonly string[], key: string): string {
  return parts[parts.length === 1 ? 0 : hashOf(key) % parts.length] as string;
}

/** As it is stored: 1 for what was never given a number of parts. */
export function readPartCount(text: string | number | null | undefined): number {
  const count = Number(text ?? 1);
  return Number.isSafeInteger(count) && count >= 1 ? count : 1;
}
