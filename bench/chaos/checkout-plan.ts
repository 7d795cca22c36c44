// What the `checkout` run sells and how its shoppers behave.

import type { Random } from './random.ts';

/** How long a checkout holds its stock: short, so that those who walk away are in nobody's way for long. */
export const holdMs = 4_000;

export const shoppers = 200;

export const products = ['mug', 'pen', 'lamp', 'kettle', 'clock'].map((sku, index) => ({
  sku,
  name: sku,
  description: null,
  tags: [],
  active: true,
  price: { minor: BigInt(500 + 250 * index), currency: 'EUR' },
}));

/** Of each product: at first, and every so often again, so that there is always something to fight for. */
export const stock = { atFirst: 30, delivered: 10, everyMs: 1_500 } as const;

/** A code that more shoppers want than may have it. */
export const discount = {
  ...{ code: 'RUSH', label: 'Rush', automatic: false, active: true, percent: '20', amount: null, minimum: null },
  ...{ kind: 'PERCENT' as const, maxUses: 60, maxUsesPerCustomer: null, startsAt: null, endsAt: null },
};

/** Of those who have a checkout. */
export const wantsDiscount = 0.5;

/** Somebody of the shop gives back a part of an order so often, in minor units. */
export const partialRefund = { everyMs: 300, minor: 37n } as const;

/** Of those who pay: somebody who becomes an account while the payment is under way. */
export const signsUp = 0.1;

export const password = 'four words of mine 42';

export const webhookSecret = 'of the run';

/** What the payment provider tells by itself, of any payment that there was. */
export const webhooks = { everyMs: 200, atOnce: 4, twice: 0.4, lateMs: 1_500, answerMs: 5_000 } as const;

/** How a payment goes. After a decline the shopper tries `tok_ok`. */
export function paymentToken(random: Random): string {
  const at = random.next();
  if (at < 0.4) return 'tok_ok';
  if (at < 0.65) return 'tok_crash_after_charge';
  if (at < 0.85) return 'tok_declined';
  return at < 0.95 ? 'tok_flaky' : 'tok_slow';
}

/** Of those who have a checkout, and of those who have an order. */
export const changesOfMind = { walksAway: 0.1, givesUp: 0.1, cancelsOrder: 0.1 } as const;
