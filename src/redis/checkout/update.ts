// Changes of a checkout before it is paid: a discount's code, how and where it is sent, and the total that follows from them.

import { checkCountry } from '../base/country.ts';
import { checkEntries, checkText } from '../base/given.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import type { PostalAddress } from '../order/address.ts';
import { detailsLimits, type OrderDetails } from '../order/details.ts';
import type { Orders } from '../order/order.ts';
import { type OrderRecord, type PriceOfOrder, recordLimits } from '../order/record.ts';
import type { CheckoutRevisions } from '../order/revision.ts';
import type { Pricing, ToPrice } from '../pricing/pricing.ts';
import { readCode } from '../pricing/rule.ts';

const updateLimits = {
  /** Each try that fails is one of the others that succeeded. */
  tries: 10,
} as const;

/** What is absent stays as it is; null and an empty text remove it. */
export interface CheckoutUpdate {
  readonly discountCode?: string | null | undefined;
  readonly shippingMethod?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly shippingAddress?: AddressInput | null | undefined;
  readonly billingAddress?: AddressInput | null | undefined;
  readonly note?: string | null | undefined;
}

/** An address as it is given; what a country does not have may be absent. */
type AddressInput = Pick<PostalAddress, 'country' | 'name' | 'lines'> & {
  readonly [Part in Exclude<keyof PostalAddress, 'country' | 'name' | 'lines'>]?: string | null | undefined;
};

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
      const details = withCountry({ ...record.details, ...changes }, changes);
      const price = await priced(pricing, toPrice(record), details, asked);
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
function readUpdate(update: CheckoutUpdate): Partial<OrderDetails> {
  const { discountCode, shippingMethod, country, email, shippingAddress, billingAddress, note } = update;
  for (const [field, text] of Object.entries({ discountCode, shippingMethod, country }))
    checkText(text ?? '', field, recordLimits.maxNameLength, 0);
  checkText(email ?? '', 'email', detailsLimits.maxEmailLength, 0);
  checkText(note ?? '', 'note', detailsLimits.maxNoteLength, 0);
  const place = country?.trim().toUpperCase();
  if (place) checkCountry(place, 'country');
  return {
    ...(discountCode !== undefined && { code: readCode(discountCode ?? '') || null }),
    ...(shippingMethod !== undefined && { shippingMethod: shippingMethod?.trim() || null }),
    ...(country !== undefined && { country: place || null }),
    ...(email !== undefined && { email: email?.trim() || null }),
    ...(note !== undefined && { note: note?.trim() || null }),
    ...(shippingAddress !== undefined && { shippingAddress: shippingAddress && readAddress(shippingAddress) }),
    ...(billingAddress !== undefined && { billingAddress: billingAddress && readAddress(billingAddress) }),
  };
}

/** Without the spaces around, and null for what is empty. */
function readAddress(input: AddressInput): PostalAddress {
  checkEntries(input.lines, 'lines');
  const part = (text: string | null | undefined): string | null => text?.trim() || null;
  return {
    country: input.country.trim().toUpperCase(),
    name: input.name.trim(),
    organization: part(input.organization),
    lines: input.lines.map((line) => line.trim()),
    locality: part(input.locality),
    administrativeArea: part(input.administrativeArea),
    postalCode: part(input.postalCode),
    phone: part(input.phone),
  };
}

/** The goods go to the country of the shipping address; one of another country is dropped with a choice of that. */
function withCountry(details: OrderDetails, changes: Partial<OrderDetails>): OrderDetails {
  const { shippingAddress } = details;
  if (!shippingAddress) return details;
  if (changes.country === undefined || changes.shippingAddress) return { ...details, country: shippingAddress.country };
  return details.country === shippingAddress.country ? details : { ...details, shippingAddress: null };
}
