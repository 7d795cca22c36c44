// A checkout and the order that it becomes are one record in one hash. This file owns the record: its shape, the fields of its
// hash, and how one is made of the other. A field that is added to the record is added here and nowhere else on this floor.

import { createHash } from 'node:crypto';
import { checkCount, checkCurrency, checkMoment, checkText, checkWhole, refuseField } from '../base/given.ts';
import { type Money, moneyText } from '../base/money.ts';
import type { Dispute, PaymentAction } from '../payment/payment.ts';
import {
  type Adjustment,
  adjustmentsText,
  checkAdjustments,
  parseAdjustments,
  totalOf,
} from '../pricing/adjustment.ts';
import { checkTyped, detailsText, noDetails, type OrderDetails, parseDetails } from './details.ts';
import { parseDisputes } from './dispute.ts';
import { type OrderFulfilment, parseFulfilments } from './fulfilment.ts';
import { lineLimits } from './line-quantity.ts';
import { type OrderRefund, parseRefunds } from './refund.ts';
import { type OrderReturn, parseReturns } from './return.ts';
import { isOrderId } from './shard.ts';

export const recordLimits = {
  /** Of owners, visitors, SKUs and the names of products. */
  maxNameLength: 200,
  ...lineLimits,
  /** A price, or the total of an order, in minor units. */
  maxMinor: 10n ** 18n,
  /** Of an order of the past. */
  firstYear: 1_000,
} as const;

export const orderStates = ['PENDING', 'PAID', 'FULFILLED', 'DELIVERED', 'CANCELLED', 'REFUNDED', 'FAILED'] as const;
export type OrderState = (typeof orderStates)[number];
/** OPEN: a checkout whose stock is reserved. CLOSED: one that was given up. Neither is an order. */
export type RecordState = OrderState | 'OPEN' | 'CLOSED';

export interface OrderLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly total: Money;
  /** Of one, when it was bought; null or absent where it was not known. */
  readonly weightGrams?: number | null;
  readonly taxClass?: string | null;
}

interface OrderEvent {
  readonly state: OrderState;
  readonly at: Date;
  readonly note: string | null;
}

export interface OrderRecord {
  readonly id: string;
  readonly owner: string;
  /** As whom the metrics and experiments know the customer. */
  readonly visitor: string;
  readonly state: RecordState;
  readonly lines: readonly OrderLine[];
  /** What is charged: the lines, and the adjustments that their prices do not contain. */
  readonly total: Money;
  readonly adjustments: readonly Adjustment[];
  readonly details: OrderDetails;
  /** Whether the shopper has to choose how it is sent before paying. */
  readonly needsShipping: boolean;
  /** Counts changes of what was chosen. */
  readonly revision: number;
  readonly reservedUntil: Date;
  readonly attempt: number;
  /** What the payment provider calls the payment; null before it has told. */
  readonly reference: string | null;
}

/** What a checkout costs, and what follows from. */
export type PriceOfOrder = Pick<OrderRecord, 'total' | 'adjustments' | 'details' | 'needsShipping'>;

export type NewRecord = Omit<OrderRecord, 'state' | 'attempt' | 'reference' | 'revision' | keyof PriceOfOrder> &
  Pick<PriceOfOrder, 'total'> &
  Partial<PriceOfOrder>;

export interface Order extends OrderRecord {
  readonly state: OrderState;
  readonly number: string;
  readonly placedAt: Date;
  readonly history: readonly OrderEvent[];
  readonly refunds: readonly OrderRefund[];
  readonly fulfilments: readonly OrderFulfilment[];
  readonly returns: readonly OrderReturn[];
  readonly disputes: readonly Dispute[];
  /** What the customer has to do for the payment to go on; null where that is nothing. */
  readonly action: PaymentAction | null;
}

/** Every field of the hash but `declined:<idempotency key>`, and which script writes it where it is not written as it is given. */
export const orderFields = [
  'state', // A RecordState. begin, move, import.
  'owner', // Whose it is: an account's or a guest session's.
  'visitor', // As whom the metrics know the customer; absent from orders of before there were visitors.
  'lines', // JSON: a StoredLine for each.
  'total', // In minor units.
  'adjustments', // JSON: what the total is made of beside the lines; see pricing/adjustment.ts. revise.
  'details', // JSON: what the shopper has chosen; see details.ts. revise.
  'needsShipping', // There and not empty where the shopper still has to choose how it is sent: revise.
  'revision', // How often these were changed: revise.
  'currency', // Of the total and of each line.
  'reservedUntil', // Until when the stock is held, in milliseconds.
  'attempt', // Payments that were started: begin. It makes each attempt's charge another one.
  'number', // The order's number for people: begin, with the first payment.
  'placedAt', // When the payment started, in milliseconds: begin, import; move takes it away with the order.
  'history', // JSON: the moves, the oldest first: begin, move; only an order has one.
  'refunds', // JSON: what is given back of the payment, the oldest first; see refund.ts. move, note.
  'fulfilments', // JSON: what was sent, the oldest first; see fulfilment.ts. move.
  'tracking', // JSON: what the carriers call that; see fulfilment.ts. move, note.
  'returns', // JSON: what was sent back, the oldest first; see return.ts. move.
  'reasons', // JSON: why; see return.ts. move.
  'disputes', // JSON: objections to the payment; see dispute.ts. note.
  'reference', // What the payment provider calls the payment: wait, move; begin takes it away.
  'action', // JSON: what the customer has to do for the payment to go on: wait; begin and move take it away.
  'key', // The idempotency key of the payment that is under way or was made: begin.
  'token', // The payment token while a payment is under way: begin; move takes it away.
  'lock', // Of whoever settles the payment: begin; move takes it away.
  'lockedUntil', // When another may take that lock, in milliseconds: begin; move takes it away.
  'told', // There where a caller may have been told that this payment is under way: begin.
  'imported', // Digest of the content of an order of the past: import.
  'finished', // There where all that follows from an order of the past is done.
] as const;

/** Fields that tell of the person, beside the owner: they go when the owner is erased. Whoever adds one adds it here. */
export const personalFields = [
  'visitor',
  'details',
  'tracking',
  'reasons',
] as const satisfies readonly (typeof orderFields)[number][];

export type OrderField = (typeof orderFields)[number] | `declined:${string}`;
export type StoredOrder = Readonly<Partial<Record<OrderField, string>>>;

/** There where the payment under this key was declined; see declinedText. */
export function declinedField(idempotencyKey: string): OrderField {
  return `declined:${idempotencyKey}`;
}

/** Which payment token was declined, and the provider's message for the customer. */
export function declinedText(token: string, message: string): string {
  return `${tokenDigest(token)} ${message}`;
}

/** Stands for a payment token where it is kept on. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url').slice(0, 22);
}

/** Fields and values in turn, as commands and scripts take them; what is absent is left out. */
export function fieldPairs(stored: StoredOrder): string[] {
  return Object.entries(stored).flatMap(([field, value]) => (value === undefined ? [] : [field, value]));
}

/** `[SKU, name, quantity, unit price in minor units, weight in grams, tax class]`; the last two where they are known. */
type StoredLine = [string, string, number, string, (number | null)?, (string | null)?];

/** @throws Refusal INVALID that names the field. */
export function checkRecord(record: NewRecord): void {
  checkUnreserved(record);
  checkMoment(record.reservedUntil, 'reservedUntil', recordLimits.firstYear);
}

/** One for which no stock is held yet. @throws Refusal INVALID that names the field. */
export function checkUnreserved(record: Omit<NewRecord, 'reservedUntil'>): void {
  const { id, owner, visitor, lines, total, adjustments = [], details = noDetails, needsShipping = false } = record;
  const { maxNameLength, maxMinor } = recordLimits;
  if (!isOrderId(id)) refuseField('id', 'is not the id of an order');
  checkText(owner, 'owner', maxNameLength);
  checkText(visitor, 'visitor', maxNameLength);
  checkLines(lines);
  checkWhole(total.minor, 'total', 0n, maxMinor);
  checkCurrency(total.currency, 'currency');
  // Orders of the past cost what their books say.
  if (record.adjustments) checkPrice(lines, { total, adjustments, details, needsShipping });
}

function checkLines(lines: readonly OrderLine[]): void {
  const { maxNameLength, maxLines, maxQuantity, maxMinor } = recordLimits;
  checkCount(lines, 'lines', maxLines, 1);
  for (const [index, { sku, name, quantity, unitPrice, weightGrams, taxClass }] of lines.entries()) {
    const at = (field: string): string[] => ['lines', String(index), field];
    checkText(sku, at('sku'), maxNameLength);
    checkText(name, at('name'), maxNameLength);
    checkWhole(quantity, at('quantity'), 1, maxQuantity);
    checkWhole(unitPrice.minor, at('unitPrice'), 0n, maxMinor);
    checkWhole(weightGrams ?? 0, at('weightGrams'), 0, Number.MAX_SAFE_INTEGER);
    checkText(taxClass ?? '', at('taxClass'), maxNameLength, 0);
  }
}

/** The lines and the adjustments must make the total. @throws Refusal INVALID that names the field. */
export function checkPrice(lines: readonly OrderLine[], { total, adjustments, details }: PriceOfOrder): void {
  checkTyped(details);
  checkWhole(total.minor, 'total', 0n, recordLimits.maxMinor);
  checkCurrency(total.currency, 'currency');
  checkAdjustments(adjustments, total.currency);
  checkLines(lines);
  const minor = lines.reduce((all, { unitPrice, quantity }) => all + unitPrice.minor * BigInt(quantity), 0n);
  const made = totalOf({ minor, currency: total.currency }, adjustments);
  if (made.minor !== total.minor)
    refuseField('total', `is ${moneyText(total)}, but lines and adjustments are ${moneyText(made)}`);
}

/** A checkout as it is stored. */
export function recordFields(record: NewRecord): StoredOrder {
  const { total, adjustments = [], details = noDetails, needsShipping = false } = record;
  const lines = record.lines.map(({ sku, name, quantity, unitPrice, weightGrams, taxClass }): StoredLine => {
    const line = [sku, name, quantity, unitPrice.minor.toString()] as const;
    return weightGrams == null && taxClass == null ? [...line] : [...line, weightGrams ?? null, taxClass ?? null];
  });
  return {
    state: 'OPEN',
    owner: record.owner,
    visitor: record.visitor,
    lines: JSON.stringify(lines),
    currency: total.currency,
    reservedUntil: String(record.reservedUntil.getTime()),
    ...priceFields({ total, adjustments, details, needsShipping }, true),
  };
}

/** @param isNew what is empty is not there before either. */
export function priceFields(price: PriceOfOrder, isNew = false): StoredOrder {
  const texts = {
    adjustments: adjustmentsText(price.adjustments),
    details: detailsText(price.details),
    needsShipping: price.needsShipping ? '1' : '',
  };
  const kept = Object.entries(texts).filter(([, text]) => !isNew || text !== '');
  return { total: price.total.minor.toString(), ...Object.fromEntries(kept) };
}

export function parseOrder(id: string, fields: StoredOrder): OrderRecord | Order | null {
  if (!fields.state) return null;
  const currency = fields.currency as string;
  const lines = (JSON.parse(fields.lines as string) as StoredLine[]).map((stored): OrderLine => {
    const [sku, name, quantity, minor, weightGrams, taxClass] = stored;
    const unitPrice = { minor: BigInt(minor), currency };
    const total = { minor: unitPrice.minor * BigInt(quantity), currency };
    const line = { sku, name, quantity, unitPrice, total };
    return stored.length > 4 ? { ...line, weightGrams, taxClass } : line;
  });
  const record: OrderRecord = {
    id,
    owner: fields.owner as string,
    visitor: fields.visitor ?? (fields.owner as string),
    state: fields.state as RecordState,
    lines,
    total: { minor: BigInt(fields.total as string), currency },
    adjustments: parseAdjustments(fields.adjustments, currency),
    details: parseDetails(fields.details),
    needsShipping: (fields.needsShipping ?? '') !== '',
    revision: Number(fields.revision ?? 0),
    reservedUntil: new Date(Number(fields.reservedUntil)),
    attempt: Number(fields.attempt ?? 0),
    reference: fields.reference || null,
  };
  if (!fields.history) return record;
  const history = JSON.parse(fields.history) as { state: OrderEvent['state']; at: number; note?: string }[];
  const order: Order = {
    ...record,
    state: fields.state as Order['state'],
    number: fields.number as string,
    placedAt: new Date(Number(fields.placedAt)),
    history: history.map(({ state, at, note }) => ({ state, at: new Date(at), note: note ?? null })),
    refunds: parseRefunds(fields.refunds, currency),
    fulfilments: parseFulfilments(fields.fulfilments, fields.tracking),
    returns: parseReturns(fields.returns, fields.reasons),
    disputes: parseDisputes(fields.disputes, currency),
    action: fields.action ? (JSON.parse(fields.action) as PaymentAction) : null,
  };
  return order;
}

export function isOrder(record: OrderRecord): record is Order {
  return isOrderState(record.state);
}

export function isOrderState(state: RecordState): state is OrderState {
  return state !== 'OPEN' && state !== 'CLOSED';
}
