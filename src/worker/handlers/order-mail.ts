// The mails that customers get about their orders: what each is about, and to whom it goes.

import type { Post } from '../../mail/post.ts';
import type { OrderFacts, OrderTemplateName } from '../../mail/templates/order.ts';
import { formatAmount, moneyText } from '../../redis/base/money.ts';
import { addressLines } from '../../redis/order/address.ts';
import type { LineQuantity } from '../../redis/order/line-quantity.ts';
import type { OrderEventName } from '../../redis/order/outbox.ts';
import type { Order } from '../../redis/order/record.ts';
import type { Stores } from '../../redis/stores.ts';

interface OrderMail {
  readonly template: OrderTemplateName;
  readonly facts: Omit<OrderFacts, 'siteName'>;
  readonly token?: string;
}

/** @param token of a link that shows the order. */
export function linkMail(order: Order, token: string): OrderMail {
  return { template: 'ORDER_LINK', facts: factsOf(order), token };
}

export function receiptMail(order: Order): OrderMail {
  return { template: 'ORDER_RECEIPT', facts: { ...factsOf(order), rows: rowsOf(order) } };
}

/** The lines, and what the total is made of beside them. */
export function rowsOf({ lines, adjustments }: Order): string[] {
  return [
    ...lines.map(({ quantity, name, total }) => `${quantity} x ${name}: ${formatAmount(total)}`),
    ...adjustments.map(({ label, amount, included }) =>
      included ? `(${label}: ${formatAmount(amount)})` : `${label}: ${formatAmount(amount)}`,
    ),
  ];
}

const ofReturns: Readonly<Partial<Record<OrderEventName, OrderTemplateName>>> = {
  'return-requested': 'RETURN_REQUESTED',
  'return-approved': 'RETURN_APPROVED',
  'return-refused': 'RETURN_REFUSED',
  'return-received': 'RETURN_RECEIVED',
};

/** @param part of which fulfilment, return or refund; the last where it is not known. Null where there is nothing to tell. */
export function noticeMail(order: Order, event: OrderEventName, part: number | undefined): OrderMail | null {
  const of = <Part>(parts: readonly Part[]): Part | undefined => (part === undefined ? parts.at(-1) : parts[part - 1]);
  const facts = factsOf(order);
  const ofReturn = ofReturns[event];
  if (ofReturn) {
    const sentBack = of(order.returns);
    return sentBack
      ? { template: ofReturn, facts: { ...facts, rows: piecesOf(order, sentBack.lines), note: noteOf(sentBack) } }
      : null;
  }
  if (event === 'fulfilled') {
    const sent = of(order.fulfilments);
    if (!sent) return null;
    const tracking = [sent.carrier, sent.trackingNumber].filter(Boolean).join(' ') || null;
    const rows = piecesOf(order, sent.lines);
    return { template: 'ORDER_SENT', facts: { ...facts, rows, tracking, link: sent.trackingUrl ?? '' } };
  }
  const refund = event === 'cancelled' ? order.refunds.at(-1) : of(order.refunds);
  const given = refund ? { total: moneyText(refund.amount), rows: piecesOf(order, refund.lines) } : {};
  const template = event === 'cancelled' ? 'ORDER_CANCELLED' : 'ORDER_REFUNDED';
  return { template, facts: { ...facts, ...given } };
}

/** To the address that was given with the order. False where there is none, or nobody sends mail. */
export async function mailOrder(
  { accounts }: Pick<Stores, 'accounts'>,
  post: Post | null,
  { owner, details }: Order,
  mail: OrderMail,
  id: string,
): Promise<boolean> {
  if (post === null || details.email === null) return false;
  const account = owner.startsWith('user:') ? await accounts.find(owner.slice('user:'.length)) : null;
  await post.sendOrder({ ...mail, account, to: details.email, id });
  return true;
}

function factsOf({ number, total, details: { shippingAddress } }: Order): Omit<OrderFacts, 'siteName'> {
  return {
    ...{ number, rows: [], total: moneyText(total), tracking: null, link: '', note: null },
    address: shippingAddress ? addressLines(shippingAddress) : [],
  };
}

function piecesOf({ lines }: Order, pieces: readonly LineQuantity[]): string[] {
  return pieces.map(({ line, quantity }) => `${quantity} x ${lines[line]?.name ?? ''}`);
}

function noteOf({ history }: { readonly history: readonly { readonly note: string | null }[] }): string | null {
  return history.at(-1)?.note ?? null;
}
