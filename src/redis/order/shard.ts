// Orders are spread over a few slots. Each has its own outbox and list of payments under way, because a script that moves
// an order writes those too, and they must be in the order's slot.

import { randomBytes } from 'node:crypto';

export const orderShards = 8;

export function newOrderId(): string {
  return randomBytes(12).toString('hex');
}

export function isOrderId(id: string): boolean {
  return /^[0-9a-f]{24}$/.test(id);
}

/** Which shard an order is in: told by its id alone. */
export function shardOf(orderId: string): number {
  return Number.parseInt(orderId.slice(0, 2), 16) % orderShards;
}
