// Over how many slots of a cluster a subject's keys are spread, and where each lies. A shard is named by a number in the hash
// tag of its keys, as in `{ord:17}`. The numbers of a data set are chosen by slot: the slots are cut into as many equal
// ranges as there are shards, and each range has one shard. So 12 shards lie evenly on 1, 2, 3, 4, 6 and 12 masters, and 24
// also on 8 and 24. A data set of layout 1 has consecutive numbers, whose slots clump, and keeps them.

import calculateSlot from 'cluster-key-slot';

const slots = 16_384;

/** How many shards a new data set may have; the first is the default. */
export const shardCounts = [12, 24] as const;

export type ShardCount = (typeof shardCounts)[number];

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

/** The shards of one subject, site or experiment. */
export class Shards {
  /** The numbers of the shards; in a data set of layout 1 those from 0. */
  readonly numbers: readonly number[];
  readonly #former: FormerShards | undefined;

  constructor(numbers: readonly number[], former?: FormerShards) {
    this.numbers = numbers;
    this.#former = former;
  }

  /** The number of the shard that has a key, such as an owner or an id. */
  of(key: string): number {
    return this.#former ? this.#former.of(key) : (this.numbers[hashOf(key) % this.numbers.length] as number);
  }
}

/** The shards of a data set. */
export class ShardPlan {
  /** How many shards each subject has; undefined in a data set of layout 1, where each has its own number. */
  readonly count: ShardCount | undefined;
  readonly #known = new Map<string, Shards>();

  constructor(count?: ShardCount) {
    this.count = count;
  }

  /** @param name what the hash tags begin with, before a colon and the number */
  for(name: string, former: FormerShards): Shards {
    const known = this.#known.get(name);
    if (known) return known;
    const shards = this.count
      ? new Shards(evenNumbers((number) => `${name}:${number}`, this.count))
      : new Shards(
          Array.from({ length: former.count }, (_each, number) => number),
          former,
        );
    if (this.#known.size >= limits.names) this.#known.clear();
    this.#known.set(name, shards);
    return shards;
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
