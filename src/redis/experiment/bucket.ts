// Which variant a visitor gets: by hash alone, so that nothing needs to be stored to give the same answer again. The
// hash, the ranges and the choice are those of GrowthBook's SDK specification, hash version 2.

export type Range = readonly [from: number, to: number];

function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** A number from 0 up to but not including 1, in steps of 1/10,000. */
export function bucketOf(seed: string, value: string): number {
  return (fnv1a32(String(fnv1a32(seed + value))) % 10_000) / 10_000;
}

/**
 * The range of each variant. Less coverage shortens each range and leaves its beginning, so that nobody changes from
 * one variant to another. Weights that are not one each variant, or do not sum to 1, count as equal.
 */
export function bucketRanges(count: number, coverage: number, weights?: readonly number[] | null): Range[] {
  const share = Math.min(1, Math.max(0, coverage));
  const sum = weights?.reduce((total, weight) => total + weight, 0) ?? 0;
  const usable = weights?.length === count && Math.abs(sum - 1) <= 0.01;
  let start = 0;
  return Array.from({ length: count }, (_, index) => {
    const weight = usable ? (weights[index] as number) : 1 / count;
    const range: Range = [start, start + share * weight];
    start += weight;
    return range;
  });
}

/** The place of the range that holds the bucket; -1 where none does. */
export function chooseVariation(bucket: number, ranges: readonly Range[]): number {
  return ranges.findIndex(([from, to]) => bucket >= from && bucket < to);
}
