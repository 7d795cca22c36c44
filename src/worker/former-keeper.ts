// Looks after what processes of an earlier release leave behind while they work beside this one. Such a process is known by its
// registration, which has no token. Does nothing in a deployment of one release.

import type { Migration } from '../redis/migration.ts';
import type { Services } from '../redis/service/service.ts';
import { repeat } from './repeat.ts';

const everyMsDefault = 10_000;
const own = ['mortar-api', 'mortar-worker'] as const;

/** Returns a function that stops it. */
export function startFormerKeeper(
  services: Services,
  migration: Migration,
  onError: (error: unknown) => void,
  everyMs = everyMsDefault,
): () => Promise<void> {
  let seen = false;
  const round = async (): Promise<void> => {
    const formers = await services.withoutToken(own);
    if (formers > 0) {
      seen = true;
      await migration.countHolds();
    } else if (seen) {
      await migration.run({ again: true });
      seen = false;
    }
  };
  return repeat(everyMs, round, onError);
}
