// The mails that customers get about their orders: what each is about, and to whom it goes.

import type { Post } from '../../mail/post.ts';
import type { OrderFacts, OrderTemplateName } from '../../mail/templates/order.ts';
import { formatAmount, moneyText } from '../../redis/base/money.ts';
import { accountIdOf } from '../../redis/base/owner.ts';
import { addressLines } from '../../redis/order/address.ts';
import type { LineQuantity } from '../../redis/order/line-quantity.ts';
import type { OrderEventName } from '../../redis/order/outbox.ts';
import type { Order } from '../../redis/order/record.ts';
import { noteOfPart } from '../../redis/order/refund-move.ts';
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

/** What a mail is to tell of. */
export interface Notice {
  readonly event: OrderEventName;
  /** When the order moved, in milliseconds. */
  readonly atMs: number;
  /** Which fulfilment, return or refund it is about; the last where it is not known. */
  readonly part?: number | undefined;
}

/** Null where there is nothing to tell. */
export function noticeMail(order: Order, { event, atMs, part }: Notice): OrderMail | null {
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
  const note = order.history.find((move) => isOf(move, event, atMs))?.note ?? null;
  // The mail has the amount already.
  return { template, facts: { ...facts, ...given, note: refund && note === noteOfPart(refund.amount) ? null : note } };
}

/** An order is cancelled once. The entry of an outbox is as old as the start of its script, which a move may be younger than. */
function isOf({ state, at }: Order['history'][number], event: OrderEventName, atMs: number): boolean {
  return event === 'cancelled' ? state === 'CANCELLED' : at.getTime() >= atMs;
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
  const userId = accountIdOf(owner);
  const account = userId === null ? null : await accounts.find(userId);
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
