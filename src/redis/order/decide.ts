// Moves of an order that are decided by what was read of it: each is made only while that is still so, and else decided once more.

import { refuse } from '../base/problem.ts';
import { fulfilmentsText, trackingText } from './fulfilment.ts';
import type { Move, Orders } from './order.ts';
import type { Order, OrderField, OrderRecord, StoredOrder } from './record.ts';
import { refundsText } from './refund.ts';
import { reasonsText, returnsText } from './return.ts';

/** Moves of one order that are made at the same time come one after the other. */
export const decideLimits = { tries: 25 } as const;

/**
 * @param decide from what was read to the move.
 * @throws Refusal NOT_FOUND, ILLEGAL_STATE, CONFLICT, and what `decide` throws.
 */
export async function decideMove(
  orders: Orders,
  id: string,
  decide: (order: OrderRecord | null) => Move,
): Promise<Order> {
  for (let tried = 0; tried < decideLimits.tries; tried++) {
    const order = await orders.record(id);
    if (await orders.move(id, decide(order))) return (await orders.get(id)) as Order;
  }
  return refuse('CONFLICT', 'The order was changed at the same time. Look at it again.', 'id');
}

/** The fields that say what of an order was sent, returned and refunded. */
function partsOf({ fulfilments, returns, refunds }: Order): StoredOrder {
  return {
    fulfilments: fulfilmentsText(fulfilments),
    tracking: trackingText(fulfilments),
    returns: returnsText(returns),
    reasons: reasonsText(returns),
    refunds: refundsText(refunds),
  };
}

/** The move that makes `after` of the parts of `before`, while those are what was read. */
export function moveOfParts(
  before: Order,
  after: Pick<Order, 'fulfilments' | 'returns' | 'refunds'>,
  move: Omit<Move, 'from' | 'ifStill' | 'fields'>,
): Move {
  const read = partsOf(before);
  const made = Object.entries(partsOf({ ...before, ...after }));
  const fields = Object.fromEntries(made.filter(([field, text]) => read[field as OrderField] !== text));
  return { from: [before.state], ...move, ifStill: read, fields };
}
