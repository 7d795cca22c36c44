// What a guest has begun goes on as the account's.

import { handoverJob, handoverLimits } from '../../redis/checkout/handover.ts';
import { orderQueue } from '../../redis/order/outbox.ts';
import type { Context } from './context.ts';

/** Cart, checkouts and orders of a guest who logs in. The job is there first, so that a crash leaves nothing behind. */
export async function handOver(from: string, to: string, { stores }: Pick<Context, 'stores'>): Promise<void> {
  if (!(await stores.handover.isNeeded(from))) return;
  await stores.jobs.enqueue({
    queue: orderQueue,
    name: handoverJob,
    payload: { from, to },
    delayMs: handoverLimits.againAfterMs,
    maxAttempts: handoverLimits.maxAttempts,
    idempotencyKey: `${handoverJob}:${from}:${to}`,
  });
  await stores.handover.run(from, to);
}
