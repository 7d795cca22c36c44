// What a shop sends of an order, all at once or in parts: never more than was paid and is not refunded.

import { checkWhole, refuseField } from '../base/given.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { decideLimits, decideMove, moveOfParts } from './decide.ts';
import {
  type FulfilmentState,
  fulfilmentLimits,
  fulfilmentStates,
  noTracking,
  type OrderFulfilment,
  readTracking,
  type Tracking,
} from './fulfilment.ts';
import { checkQuantities, type LineQuantity } from './line-quantity.ts';
import { readNote } from './note.ts';
import type { Move, Orders } from './order.ts';
import { checkPieces, leftToReturn, leftToSend, stateBySent } from './pieces.ts';
import { isOrder, type Order, type OrderRecord, type OrderState } from './record.ts';

type TrackingInput = { readonly [Part in keyof Tracking]?: string | null | undefined };

export interface NewFulfilment extends TrackingInput {
  /** All that is left where absent. */
  readonly lines?: readonly LineQuantity[] | null | undefined;
  readonly note?: string | null | undefined;
}

export interface FulfilmentUpdate extends TrackingInput {
  /** DELIVERED, or CANCELLED where it did not leave. */
  readonly state?: FulfilmentState | null | undefined;
  readonly note?: string | null | undefined;
}

/** States of an order of which something may be on its way. */
const paid: readonly OrderState[] = ['PAID', 'FULFILLED', 'DELIVERED'];

export class OrderFulfilments {
  readonly #orders: Orders;

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  /** Sends a part of a paid order, or all that is left. @throws Refusal NOT_FOUND, ILLEGAL_STATE, INVALID, LIMIT_EXCEEDED, CONFLICT. */
  async create(id: string, fulfilment: NewFulfilment): Promise<Order> {
    if (fulfilment.lines) checkQuantities(fulfilment.lines, ['lines'], 1);
    return decideMove(this.#orders, id, (order) =>
      order && isOrder(order) && order.state === 'PAID'
        ? fulfilMove(order, fulfilment)
        : { from: ['PAID'], to: 'FULFILLED' },
    );
  }

  /** Notes that a fulfilment has arrived, or did not leave, or how it is tracked. @throws as `create`. */
  async update(id: string, number: number, update: FulfilmentUpdate): Promise<Order> {
    const { state } = update;
    checkWhole(number, 'number', 1, fulfilmentLimits.most);
    if (state && (!fulfilmentStates.includes(state) || state === 'SENT'))
      refuseField('state', 'must be DELIVERED or CANCELLED', ['DELIVERED', 'CANCELLED']);
    if (state) return decideMove(this.#orders, id, (order) => updateMove(order, number, { ...update, state }));
    return this.#track(id, number, update);
  }

  async #track(id: string, number: number, tracking: TrackingInput): Promise<Order> {
    for (let tried = 0; tried < decideLimits.tries; tried++) {
      const order = await this.#orders.get(id);
      const before = find(order, number);
      const after = { ...before, ...readTracking(tracking, before) };
      const { fulfilments } = order as Order;
      if (await this.#orders.noteTracking(id, fulfilments, replaced(fulfilments, after)))
        return (await this.#orders.get(id)) as Order;
    }
    return refuse('CONFLICT', 'The order was changed at the same time. Look at it again.', 'id');
  }
}

/** @throws Refusal INVALID, LIMIT_EXCEEDED, ILLEGAL_STATE where nothing is left. */
export function fulfilMove(order: Order, { lines, note: given, ...tracking }: NewFulfilment): Move {
  const left = leftToSend(order);
  const sent = checkPieces(lines, left, order);
  if (sent.length === 0) refuseBut(['PAID'], 'ILLEGAL_STATE', 'Nothing of the order is left to be sent.', 'id');
  const { fulfilments } = order;
  const isRest = total(sent) === left.reduce((all, each) => all + each, 0);
  const { most } = fulfilmentLimits;
  if (fulfilments.length >= (isRest ? most : most - 1))
    refuse('LIMIT_EXCEEDED', `An order has at most ${most} fulfilments. Send all that is left.`, 'lines');
  const number = fulfilments.length + 1;
  const note = readNote(given) || null;
  const fulfilment: OrderFulfilment = {
    ...{ number, state: 'SENT', lines: sent, ...readTracking(tracking, noTracking) },
    history: [{ state: 'SENT', at: new Date(), note }],
  };
  const after = { ...order, fulfilments: [...fulfilments, fulfilment] };
  const to = stateBySent(after);
  const words = to === order.state ? `Fulfilment ${number} is sent.` : null;
  return moveOfParts(order, after, { to, note: note ?? words, event: 'fulfilled', part: number });
}

/** All of an order has arrived. */
export function deliverMove(order: Order, given: string | null | undefined): Move {
  const note = readNote(given) || null;
  const fulfilments = order.fulfilments.map((each) => (each.state === 'SENT' ? moved(each, 'DELIVERED', note) : each));
  return moveOfParts(order, { ...order, fulfilments }, { to: 'DELIVERED', note, event: 'delivered' });
}

function updateMove(
  order: OrderRecord | null,
  number: number,
  { state, note: given, ...tracking }: FulfilmentUpdate & { readonly state: FulfilmentState },
): Move {
  const before = find(order && isOrder(order) ? order : null, number);
  const now = order as Order;
  if (!paid.includes(now.state)) return { from: paid, to: now.state };
  if (before.state !== 'SENT')
    refuseBut(['SENT'], 'ILLEGAL_STATE', `The fulfilment is ${before.state}; this needs SENT.`, 'number');
  const note = readNote(given) || null;
  const after = moved({ ...before, ...readTracking(tracking, before) }, state, note);
  const next: Order = { ...now, fulfilments: replaced(now.fulfilments, after) };
  if (state === 'CANCELLED') checkCancelled(next);
  const to = stateBySent(next);
  const words = to === now.state ? `Fulfilment ${number} is ${state}.` : null;
  const event = to === 'DELIVERED' ? 'delivered' : undefined;
  return moveOfParts(now, next, { to, note: note ?? words, event, part: number });
}

/** @throws Refusal where pieces that come back would not have been sent, or could not be sent any more. */
function checkCancelled(order: Order): void {
  if (leftToReturn(order).some((left) => left < 0))
    refuseBut(['REFUSED'], 'ILLEGAL_STATE', 'Pieces of the fulfilment are being returned.', 'number');
  if (order.fulfilments.length >= fulfilmentLimits.most)
    refuse('LIMIT_EXCEEDED', 'The order has had as many fulfilments as it may: the pieces could not be sent again.');
}

function moved(fulfilment: OrderFulfilment, state: FulfilmentState, note: string | null): OrderFulfilment {
  return { ...fulfilment, state, history: [...fulfilment.history, { state, at: new Date(), note }] };
}

function find(order: Order | null, number: number): OrderFulfilment {
  if (!order) return refuse('NOT_FOUND', 'There is no such order.', 'id');
  return order.fulfilments[number - 1] ?? refuse('NOT_FOUND', 'The order has no such fulfilment.', 'number');
}

function replaced(fulfilments: readonly OrderFulfilment[], after: OrderFulfilment): OrderFulfilment[] {
  return fulfilments.map((each) => (each.number === after.number ? after : each));
}

function total(lines: readonly LineQuantity[]): number {
  return lines.reduce((all, { quantity }) => all + quantity, 0);
}
