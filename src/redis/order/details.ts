// What the shopper has chosen or typed beside the goods: one field of the checkout, and of the order that it becomes.

export interface OrderDetails {
  /** Of a discount. */
  readonly code: string | null;
  readonly shippingMethod: string | null;
  /** Where it goes to: ISO 3166-1, two capital letters. */
  readonly country: string | null;
}

export const noDetails: OrderDetails = { code: null, shippingMethod: null, country: null };

export function detailsText(details: OrderDetails): string {
  const given = Object.entries(details).filter(([, value]) => value !== null);
  return given.length === 0 ? '' : JSON.stringify(Object.fromEntries(given));
}

export function parseDetails(text: string | undefined): OrderDetails {
  return text ? { ...noDetails, ...(JSON.parse(text) as Partial<OrderDetails>) } : noDetails;
}
