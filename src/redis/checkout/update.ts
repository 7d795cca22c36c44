// Changes of a checkout before it is paid: a discount's code, how and where it is sent, and the total that follows from them.

import { checkText } from '../base/given.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import type { OrderDetails } from '../order/details.ts';
import type { Orders } from '../order/order.ts';
import { type OrderRecord, type PriceOfOrder, recordLimits } from '../order/record.ts';
import type { CheckoutRevisions } from '../order/revision.ts';
import type { Pricing, ToPrice } from '../pricing/pricing.ts';
import { checkCountry, readCode } from '../pricing/rule.ts';

const updateLimits = {
  /** Each try that fails is one of the others that succeeded. */
  tries: 10,
} as const;

/** What is absent stays as it is; null and an empty text remove it. */
export interface CheckoutUpdate {
  readonly discountCode?: string | null | undefined;
  readonly shippingMethod?: string | null | undefined;
  readonly country?: string | null | undefined;
}

interface UpdateParts {
  readonly orders: Orders;
  readonly pricing: Pricing;
  readonly revisions: CheckoutRevisions;
}

export class CheckoutUpdates {
  readonly #parts: UpdateParts;

  constructor(parts: UpdateParts) {
    this.#parts = parts;
  }

  async update(owner: string, id: string, update: CheckoutUpdate): Promise<OrderRecord> {
    const { orders, pricing, revisions } = this.#parts;
    const changes = readUpdate(update);
    for (let tried = 1; tried <= updateLimits.tries; tried++) {
      const record = await orders.record(id);
      if (!record || record.owner !== owner) refuse('NOT_FOUND', 'There is no such checkout of yours.', 'id');
      if (record.state === 'CLOSED') refuse('RESERVATION_EXPIRED', 'This checkout is over; start it again.', 'id');
      if (record.state !== 'OPEN')
        refuseBut(['OPEN'], 'ILLEGAL_STATE', 'This checkout is paid, or being paid, already.', 'id');
      const asked = { code: changes.code != null, shippingMethod: changes.shippingMethod != null };
      const price = await priced(pricing, toPrice(record), { ...record.details, ...changes }, asked);
      const outcome = await revisions.revise(record, price);
      if (outcome === 'OK') return { ...record, ...price, revision: record.revision + 1 };
    }
    return refuse('CONFLICT', 'The checkout was changed at the same time. Look at it again.', 'id');
  }
}

/** A checkout with what was chosen for it, as it is priced. */
export function toPrice({ lines, total, owner, details }: OrderRecord): ToPrice {
  return { lines, currency: total.currency, customer: owner, ...choicesOf(details) };
}

/** What a checkout costs with these details, of which what does not apply any more is left out. */
export async function priced(
  pricing: Pricing,
  of: Omit<ToPrice, keyof ReturnType<typeof choicesOf>>,
  details: OrderDetails,
  asked: { code?: boolean; shippingMethod?: boolean } = {},
): Promise<PriceOfOrder> {
  const { adjustments, total, choices, needsShipping } = await pricing.price({ ...of, ...choicesOf(details) }, asked);
  return { adjustments, total, needsShipping, details: { ...details, ...choices } };
}

function choicesOf({ code, shippingMethod, country }: OrderDetails) {
  return { code, shippingMethod, country };
}

/** @throws Refusal INVALID that names the field. */
function readUpdate({ discountCode, shippingMethod, country }: CheckoutUpdate): Partial<OrderDetails> {
  for (const [field, text] of Object.entries({ discountCode, shippingMethod, country }))
    checkText(text ?? '', field, recordLimits.maxNameLength, 0);
  const place = country?.trim().toUpperCase();
  if (place) checkCountry(place, 'country');
  return {
    ...(discountCode !== undefined && { code: readCode(discountCode ?? '') || null }),
    ...(shippingMethod !== undefined && { shippingMethod: shippingMethod?.trim() || null }),
    ...(country !== undefined && { country: place || null }),
  };
}
