// Looks every second whose heartbeats have stopped. Any number of processes may look: each expiry is announced once.

import type { Services } from '../redis/service/service.ts';
import { repeat } from './repeat.ts';

const everyMs = 1_000;

/** Returns a function that stops it. */
export function startServiceKeeper(services: Services, onError: (error: unknown) => void): () => Promise<void> {
  const round = async (): Promise<void> => {
    while (await services.sweep());
  };
  return repeat(everyMs, round, onError);
}
