// Writes of an import while Redis is away or slow. Everything that an import writes counts once however often it is sent, so
// what was not answered is sent again, in smaller pieces.

import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from '../redis/base/redis-fault.ts';

export interface Patience {
  /** Redis may be away for so long before the import gives up. */
  readonly givesUpAfterMs: number;
  readonly pauseMs: number;
}

const patience: Patience = { givesUpAfterMs: 60_000, pauseMs: 500 };

/**
 * Does the work for the items, all at once; if Redis did not answer, again in halves after a pause.
 * @throws the error that Redis gave up with, or another error of the work.
 */
export async function inPieces<Item>(
  items: readonly Item[],
  work: (piece: readonly Item[]) => Promise<void>,
  { givesUpAfterMs, pauseMs }: Patience = patience,
): Promise<void> {
  const pieces: (readonly Item[])[] = [items];
  let lastAnswer = performance.now();
  for (let piece = pieces.pop(); piece; piece = pieces.pop()) {
    try {
      await work(piece);
      lastAnswer = performance.now();
    } catch (error) {
      if (!isUnavailable(error) || performance.now() - lastAnswer > givesUpAfterMs) throw error;
      await sleep(pauseMs);
      const half = Math.ceil(piece.length / 2);
      pieces.push(...[piece.slice(half), piece.slice(0, half)].filter(({ length }) => length > 0));
    }
  }
}
