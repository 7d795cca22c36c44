// What customers send back: they ask, the shop approves or refuses, receives the goods, and gives the money back.

import { checkText, checkWhole, refuseField } from '../base/given.ts';
import type { Money } from '../base/money.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { decideMove, moveOfParts } from './decide.ts';
import { checkQuantities, type LineQuantity } from './line-quantity.ts';
import { readNote } from './note.ts';
import type { Move, Orders } from './order.ts';
import type { OrderEventName } from './outbox.ts';
import { checkPieces, leftToReturn } from './pieces.ts';
import { isOrder, type Order, type OrderRecord, type OrderState } from './record.ts';
import { returnRefundMove } from './refund-move.ts';
import { type OrderReturn, type ReturnState, returnLimits, returnMoves, returnStates } from './return.ts';

export interface ReturnRequest {
  readonly lines: readonly LineQuantity[];
  readonly reason?: string | null | undefined;
}

export interface ReturnUpdate {
  readonly state: ReturnState;
  /** Of goods that were received: whether they are in stock again. */
  readonly restock?: boolean | null | undefined;
  /** Of a refund: another amount than what was paid for the goods. */
  readonly amount?: Money | null | undefined;
  readonly note?: string | null | undefined;
}

/** States of an order of which something may have been sent. */
export const returnable: readonly OrderState[] = ['PAID', 'FULFILLED', 'DELIVERED'];

const events: Readonly<Partial<Record<ReturnState, OrderEventName>>> = {
  APPROVED: 'return-approved',
  REFUSED: 'return-refused',
  RECEIVED: 'return-received',
};

export class OrderReturns {
  readonly #orders: Orders;

  constructor(orders: Orders) {
    this.#orders = orders;
  }

  /** Asks whether pieces that were sent may come back. @throws Refusal NOT_FOUND, ILLEGAL_STATE, INVALID, LIMIT_EXCEEDED, CONFLICT. */
  async request(id: string, { lines, reason: given }: ReturnRequest): Promise<Order> {
    checkQuantities(lines, ['lines'], 1);
    const reason = given?.trim() || null;
    checkText(reason ?? '', 'reason', returnLimits.maxReasonLength, 0);
    return decideMove(this.#orders, id, (order) => {
      const now = asReturnable(order);
      if (!now) return { from: returnable, to: 'FULFILLED' };
      const pieces = checkPieces(lines, leftToReturn(now), now);
      if (now.returns.length >= returnLimits.most)
        refuse('LIMIT_EXCEEDED', `An order has at most ${returnLimits.most} returns.`, 'id');
      const number = now.returns.length + 1;
      const asked: OrderReturn = {
        ...{ number, state: 'REQUESTED', lines: pieces, reason, restocked: null },
        history: [{ state: 'REQUESTED', at: new Date(), note: null }],
      };
      const move = {
        to: now.state,
        note: `Return ${number} is REQUESTED.`,
        event: 'return-requested',
        part: number,
      } as const;
      return moveOfParts(now, { ...now, returns: [...now.returns, asked] }, move);
    });
  }

  /** Moves a return on. @throws as `request`. */
  async update(id: string, number: number, update: ReturnUpdate): Promise<Order> {
    checkWhole(number, 'number', 1, returnLimits.most);
    const { state, restock, amount } = update;
    const to = returnStates.filter((each) => returnMoves[each].length > 0);
    if (!to.includes(state)) refuseField('state', `must be one of ${to.join(', ')}`, to);
    if (restock != null && state !== 'RECEIVED')
      refuse('INVALID', 'Goods are in stock again as they are RECEIVED.', 'restock');
    if (amount != null && state !== 'REFUNDED')
      refuse('INVALID', 'An amount is given back as it is REFUNDED.', 'amount');
    return decideMove(this.#orders, id, (order) => updateMove(order, number, update));
  }
}

function updateMove(
  order: OrderRecord | null,
  number: number,
  { state, restock, amount, note: given }: ReturnUpdate,
): Move {
  const now = asReturnable(order);
  if (!now) return { from: returnable, to: 'FULFILLED' };
  const before = now.returns[number - 1] ?? refuse('NOT_FOUND', 'The order has no such return.', 'number');
  const from = returnMoves[state];
  if (!from.includes(before.state))
    refuseBut(from, 'ILLEGAL_STATE', `The return is ${before.state}; this needs ${from.join(' or ')}.`, 'number');
  const note = readNote(given) || null;
  const after: OrderReturn = {
    ...before,
    ...{ state, restocked: state === 'RECEIVED' ? (restock ?? false) : before.restocked },
    history: [...before.history, { state, at: new Date(), note }],
  };
  const returns = now.returns.map((each) => (each.number === number ? after : each));
  if (state === 'REFUNDED') return returnRefundMove(now, after, returns, { note, amount: amount ?? null });
  const words = note ?? `Return ${number} is ${state}.`;
  return moveOfParts(now, { ...now, returns }, { to: now.state, note: words, event: events[state], part: number });
}

/** The order as one of which something can come back; null where it is none, which the move itself refuses. */
function asReturnable(order: OrderRecord | null): Order | null {
  return order && isOrder(order) && returnable.includes(order.state) ? order : null;
}
