// What the shopper has chosen or typed beside the goods: one field of the checkout, and of the order that it becomes.

import { isEmail, maxEmailLength } from '../base/email.ts';
import { checkText, refuseField } from '../base/given.ts';
import { rangeOf } from '../base/problem.ts';
import { checkAddress, type PostalAddress } from './address.ts';

export const detailsLimits = {
  maxEmailLength,
  maxNoteLength: 1_000,
} as const;

export interface OrderDetails {
  /** Of a discount. */
  readonly code: string | null;
  readonly shippingMethod: string | null;
  /** Where it goes to: ISO 3166-1, two capital letters. That of the shipping address, where there is one. */
  readonly country: string | null;
  /** Where mail about the order goes to. */
  readonly email: string | null;
  readonly shippingAddress: PostalAddress | null;
  /** Null where it is the shipping address. */
  readonly billingAddress: PostalAddress | null;
  /** From the shopper to the shop. */
  readonly note: string | null;
}

export const noDetails: OrderDetails = {
  code: null,
  shippingMethod: null,
  country: null,
  email: null,
  shippingAddress: null,
  billingAddress: null,
  note: null,
};

export function detailsText(details: OrderDetails): string {
  const given = Object.entries(details).filter(([, value]) => value !== null);
  return given.length === 0 ? '' : JSON.stringify(Object.fromEntries(given));
}

export function parseDetails(text: string | undefined): OrderDetails {
  return text ? { ...noDetails, ...(JSON.parse(text) as Partial<OrderDetails>) } : noDetails;
}

/** What is typed, and not priced. @throws Refusal INVALID that names the field. */
export function checkTyped({ email, shippingAddress, billingAddress, note }: OrderDetails): void {
  if (email !== null) {
    checkText(email, 'email', detailsLimits.maxEmailLength);
    if (!isEmail(email))
      refuseField('email', 'must be an e-mail address such as name@example.com', [
        rangeOf(1, detailsLimits.maxEmailLength, 'characters'),
      ]);
  }
  if (shippingAddress) checkAddress(shippingAddress, 'shippingAddress');
  if (billingAddress) checkAddress(billingAddress, 'billingAddress');
  checkText(note ?? '', 'note', detailsLimits.maxNoteLength, 0);
}
