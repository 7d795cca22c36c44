// What a guest has begun goes on as the account's.

import type { Account } from '../../redis/account/record.ts';
import { shopOwner } from '../../redis/base/owner.ts';
import { claimJob, claimLimits } from '../../redis/checkout/claim.ts';
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

/** Orders that guests have placed with the address, if the account has proven it. The job is there first here, too. */
export async function claimOrders(account: Account | null, { stores }: Pick<Context, 'stores'>): Promise<void> {
  if (!account?.emailVerifiedAt || !(await stores.orderClaims.isNeeded(account.email))) return;
  const { maxAttempts } = claimLimits;
  await stores.jobs.enqueue({ queue: orderQueue, name: claimJob, payload: { userId: account.id }, maxAttempts });
  // Where this breaks off, the job goes on.
  await stores.orderClaims.run(account.email, shopOwner(account.id)).catch(() => {});
}
