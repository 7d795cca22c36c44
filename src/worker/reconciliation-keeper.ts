// Compares the provider's charges with the orders at start and every minute, so that what a failover lost is found soon after it.

import type { Logger } from 'pino';
import type { Stores } from '../redis/stores.ts';
import { repeat } from './repeat.ts';

const everyMs = 60_000;

/** Returns what ends it. */
export function startReconciliation(
  { reconciliation }: Pick<Stores, 'reconciliation'>,
  log: Logger,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const look = async (): Promise<void> => {
    const report = await reconciliation.run();
    if (!report) return;
    const { checked, refunded, completed, cancelled, failed } = report;
    if (refunded.length + completed.length + cancelled.length > 0)
      log.warn({ checked, refunded, completed, cancelled }, 'charges and orders differed, and were put right');
    if (failed.length > 0) log.error({ failed }, 'charges could not be compared with their orders');
  };
  const first = look().catch(onError);
  const stop = repeat(everyMs, look, onError);
  return async () => {
    await Promise.all([first, stop()]);
  };
}
