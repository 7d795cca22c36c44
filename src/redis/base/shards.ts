// Over how many slots of a cluster a subject's keys are spread, and where each lies. A shard is named by a number in the hash
// tag of its keys, as in `{ord:17}`. The numbers of a data set are chosen by slot: the slots are cut into as many equal
// ranges as there are shards, and each range has one shard. So 12 shards lie evenly on 1, 2, 3, 4, 6 and 12 masters, and 24
// also on 8 and 24. A data set of layout 1 has consecutive numbers, whose slots clump, and keeps them. A subject that had all of its
// keys in one slot in an earlier layout has them there in data of that layout.

import calculateSlot from 'cluster-key-slot';

const slots = 16_384;

/** How many shards a new data set may have; the first is the default. */
export const shardCounts = [12, 24] as const;

export type ShardCount = (typeof shardCounts)[number];

/** The layout of new data sets. */
export const newestLayout = 3;

const limits = {
  /** Names whose numbers are remembered; there is one per site and experiment. */
  names: 1_000,
} as const;

/** How a subject's keys are spread in a data set of layout 1: the numbers are those from 0. */
export interface FormerShards {
  readonly count: number;
  /** Which of them has a key. */
  of(key: string): number;
}

/** The number of a shard; '' for the one slot of a data set in which the subject is not spread. */
export type ShardOrOne = number | '';

/** What the hash tags of a shard's keys have in their braces: `svc:17`, or `svc` in the one slot. */
export function tagOfShard(name: string, shard: ShardOrOne): string {
  return shard === '' ? name : `${name}:${shard}`;
}

/** The shards of one subject, site or experiment. */
export class Shards<Shard extends ShardOrOne = number> {
  /** The numbers of the shards; in a data set of layout 1 those from 0. */
  readonly numbers: readonly Shard[];
  readonly #former: ((key: string) => Shard) | undefined;

  /** @param former which of the numbers has a key, where that is not told by its hash */
  constructor(numbers: readonly Shard[], former?: (key: string) => Shard) {
    this.numbers = numbers;
    this.#former = former;
  }

  /** The number of the shard that has a key, such as an owner or an id. */
  of(key: string): Shard {
    return this.#former ? this.#former(key) : (this.numbers[hashOf(key) % this.numbers.length] as Shard);
  }
}

const oneSlot = new Shards<ShardOrOne>(['']);

/** The shards of a data set. */
export class ShardPlan {
  /** How many shards each subject has; undefined in a data set of layout 1, where each has its own number. */
  readonly count: ShardCount | undefined;
  readonly #layout: number;
  readonly #known = new Map<string, Shards>();

  /** @param layout that of the data set */
  constructor(count?: ShardCount, layout = count === undefined ? 1 : newestLayout) {
    this.count = count;
    this.#layout = layout;
  }

  /** @param name what the hash tags begin with, before a colon and the number */
  for(name: string, former: FormerShards): Shards {
    const known = this.#known.get(name);
    if (known) return known;
    const shards = this.count
      ? new Shards(evenNumbers((number) => `${name}:${number}`, this.count))
      : new Shards(
          Array.from({ length: former.count }, (_each, number) => number),
          (key) => former.of(key),
        );
    if (this.#known.size >= limits.names) this.#known.clear();
    this.#known.set(name, shards);
    return shards;
  }

  /** The shards of a subject that is spread since a layout, and has one slot in a data set of an earlier one. */
  since(layout: number, name: string): Shards<ShardOrOne> {
    return this.#layout < layout ? oneSlot : this.for(name, { count: 1, of: () => 0 });
  }

  countOf(former: FormerShards): number {
    return this.count ?? former.count;
  }
}

/**
 * For each range of slots the first number whose slot is in the middle half of it, so that moving a few slots moves no shard.
 * @param tagOf the hash tag of a number
 */
export function evenNumbers(tagOf: (number: number) => string, count: number): number[] {
  const width = slots / count;
  const numbers = new Map<number, number>();
  for (let number = 0; numbers.size < count; number++) {
    const place = calculateSlot(tagOf(number)) / width;
    const range = Math.floor(place);
    if (Math.abs(place - range - 0.5) <= 0.25 && !numbers.has(range)) numbers.set(range, number);
  }
  return Array.from({ length: count }, (_each, range) => numbers.get(range) as number);
}

/** In which of so many equal ranges the slot of a hash tag is. */
export function rangeOfTag(tag: string, count: number): number {
  return Math.floor(calculateSlot(tag) / (slots / count));
}

/** FNV-1a, with its upper half mixed in. Never negative. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < key.length; place++) hash = Math.imul(hash ^ key.charCodeAt(place), 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
}
