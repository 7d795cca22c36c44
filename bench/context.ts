// What every bench is given, and how its results are printed.

import type { RedisHandle } from '../src/redis/base/handle.ts';
import type { Row } from './compare.ts';

export interface BenchContext {
  readonly redis: RedisHandle;
  /** Of the private Redis, for a peer's own client. */
  readonly redisUrl: string;
  /** Connections of the bench `live`, in place of its usual cases. */
  readonly sockets?: number | undefined;
  /** Of the bench `live`: the cases whose names have this. */
  readonly only?: string | undefined;
  report(row: Row): void;
}

/** Prints each row as a sentence, or as a line of JSON. */
export function reporter(json: boolean): BenchContext['report'] {
  return (row) => {
    const { bench, case: name, unit, mortar, peer, peerName, ratio } = row;
    const sentence = `${bench}: ${name}: ${mortar} ${unit}; ${peerName} ${peer} ${unit}; ratio ${ratio}`;
    console.log(json ? JSON.stringify(row) : sentence);
  };
}
