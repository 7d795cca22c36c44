// Measures Mortar and a peer side by side in one run: interleaved rounds, medians, and their ratio.

export interface Comparison {
  readonly bench: string;
  /** What is done, with its size: `enqueue, 64 in flight`. */
  readonly case: string;
  readonly unit: string;
  /** True for times and bytes. The ratio is over 1 where Mortar is ahead, either way. */
  readonly lessIsBetter?: boolean;
  readonly peerName: string;
  /** One round each; the result in `unit`. */
  mortar(): Promise<number>;
  peer(): Promise<number>;
  /** Rounds that count (5); one more before them warms up. */
  readonly rounds?: number;
}

export interface Row {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  readonly mortar: number;
  readonly peer: number;
  readonly peerName: string;
  readonly ratio: number;
}

export async function compare({ rounds = 5, ...comparison }: Comparison): Promise<Row> {
  const mortar: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const ours = await comparison.mortar();
    const theirs = await comparison.peer();
    if (round === 0) continue;
    mortar.push(ours);
    peer.push(theirs);
  }
  return toRow(comparison, median(mortar), median(peer));
}

/** The row of what both sides have measured. */
export function toRow(
  { bench, case: name, unit, peerName, lessIsBetter }: Omit<Comparison, 'mortar' | 'peer' | 'rounds'>,
  ours: number,
  theirs: number,
): Row {
  const ratio = lessIsBetter ? theirs / ours : ours / theirs;
  return { bench, case: name, unit, mortar: round3(ours), peer: round3(theirs), peerName, ratio: round3(ratio) };
}

/** Runs `work` `total` times, `inFlight` at once; calls a second. */
export async function ratePerSecond(
  total: number,
  inFlight: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const started = performance.now();
  const lane = async (): Promise<void> => {
    while (next < total) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return total / ((performance.now() - started) / 1000);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

const round3 = (value: number): number => Number(value.toPrecision(value >= 1000 ? 6 : 3));
