// Objections of customers at their banks, as the provider tells of them: one field of the order, of each dispute the newest state.

import { checkCurrency, checkMoment, checkText, checkWhole, refuseField } from '../base/given.ts';
import { type Dispute, type DisputeState, disputeStates, paymentLimits } from '../payment/payment.ts';

export const disputeLimits = {
  /** Of one order; the newest are kept. */
  most: 20,
  /** In minor units. */
  maxMinor: 10n ** 18n,
} as const;

/** `[id, amount in minor units, reason, state, when it was noted]` */
type StoredDispute = [string, string, string, DisputeState, number];

export function disputesText(disputes: readonly Dispute[]): string {
  if (disputes.length === 0) return '';
  return JSON.stringify(
    disputes.map(
      ({ id, amount, reason, state, at }): StoredDispute => [id, amount.minor.toString(), reason, state, at.getTime()],
    ),
  );
}

export function parseDisputes(text: string | undefined, currency: string): Dispute[] {
  if (!text) return [];
  return (JSON.parse(text) as StoredDispute[]).map(([id, minor, reason, state, at]) => ({
    id,
    amount: { minor: BigInt(minor), currency },
    reason,
    state,
    at: new Date(at),
  }));
}

/** The disputes with one that was told of: a newer state replaces an older one, and never the other way round. */
export function withDispute(disputes: readonly Dispute[], told: Dispute): readonly Dispute[] {
  const known = disputes.find(({ id }) => id === told.id);
  if (!known) return [...disputes, told].slice(-disputeLimits.most);
  if (known.at >= told.at) return disputes;
  return disputes.map((each) => (each === known ? told : each));
}

/** @throws Refusal INVALID that names the field. */
export function checkDispute({ id, amount, reason, state, at }: Dispute): void {
  checkText(id, 'id', paymentLimits.maxTextLength);
  checkWhole(amount.minor, 'amount', 0n, disputeLimits.maxMinor);
  checkCurrency(amount.currency, 'currency');
  checkText(reason, 'reason', paymentLimits.maxTextLength, 0);
  if (!disputeStates.includes(state)) refuseField('state', 'is no state of a dispute', disputeStates);
  checkMoment(at, 'at');
}
