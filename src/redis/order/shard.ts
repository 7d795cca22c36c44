// Orders are spread over a few slots. Each has its own outbox and list of payments under way, because a script that moves
// an order writes those too, and they must be in the order's slot.

import { randomBytes } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import type { Shards } from '../base/shards.ts';

export function newOrderId(): string {
  return randomBytes(12).toString('hex');
}

export function isOrderId(id: string): boolean {
  return /^[0-9a-f]{24}$/.test(id);
}

/** Which shard an order is in is told by its id alone. */
export function orderShards({ shards }: Pick<RedisHandle, 'shards'>): Shards {
  return shards.for('ord', { count: 8, of: (id) => Number.parseInt(id.slice(0, 2), 16) % 8 });
}

/** @throws Refusal INVALID for a number that no shard of the orders has. */
export function checkShard(redis: RedisHandle, shard: number): void {
  const { numbers } = orderShards(redis);
  if (!numbers.includes(shard)) refuse('INVALID', `shard must be one of ${numbers.join(', ')}.`, 'shard');
}

/** No I, L, O or U, which are read as others or spell words. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Six letters of the order's random id, with which its number ends: `10014-K7QMX2`. What comes before is counted, and counted
 * again where Redis has lost the last moments; with these no number is given twice.
 */
export function numberEnding(orderId: string): string {
  let rest = Number.parseInt(orderId.slice(-8), 16);
  return Array.from({ length: 6 }, () => {
    const letter = letters[rest % letters.length];
    rest = Math.floor(rest / letters.length);
    return letter;
  }).join('');
}
